package io.jitpeers.internal.recording;

import io.jitpeers.trace.ProvisioningStart;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The Flight Recorder event of one provisioning. It names no peer, because recordings are shared
 * more freely than logs.
 */
@Name("io.jitpeers.Provisioning")
@Label("Provisioning")
@Description("The work for one key, from its first packet until the peer is installed or refused")
@Category("JIT Peers")
@StackTrace(false)
final class ProvisioningEvent extends Event {
  // Used only to check whether the event type is enabled, without a new object for each check.
  static final ProvisioningEvent PROBE = new ProvisioningEvent();

  @Label("Outcome")
  @Description("The outcome, named as in metrics")
  String outcome = "";

  @Label("Trigger")
  @Description("What caused the provisioning: initiation or wake_up")
  String trigger = "";

  @Label("Again")
  @Description("Whether the peer was believed to be resident")
  boolean again;

  @Label("Since Capture")
  @Description("The time from the capture of the first packet until the provisioning began")
  @Timespan(Timespan.NANOSECONDS)
  long sinceCapture;

  @Label("Lookup")
  @Description("The result of the lookup; none if the control plane was not asked")
  String lookup = "none";

  @Label("Lookup Took")
  @Description("How long the lookup took, with waiting for other lookups")
  @Timespan(Timespan.NANOSECONDS)
  long lookupTook;

  @Label("Install Took")
  @Description("The time from the config's arrival until the store had installed the peer")
  @Timespan(Timespan.NANOSECONDS)
  long installTook;

  @Label("Return Took")
  @Description("How long the return of the first packet to the data plane took")
  @Timespan(Timespan.NANOSECONDS)
  long returnTook;

  static String label(ProvisioningStart.Trigger trigger) {
    return trigger == ProvisioningStart.Trigger.INITIATION ? "initiation" : "wake_up";
  }
}
