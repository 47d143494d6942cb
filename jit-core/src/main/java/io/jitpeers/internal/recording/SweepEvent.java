package io.jitpeers.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The Flight Recorder event of one sweep, which lists and evicts peers. */
@Name("io.jitpeers.Sweep")
@Label("Sweep")
@Description("A sweep: the listing of the device and the evictions that followed")
@Category("JIT Peers")
@StackTrace(false)
final class SweepEvent extends Event {
  // Used only to check whether the event type is enabled, without a new object for each check.
  static final SweepEvent PROBE = new SweepEvent();

  @Label("Failed")
  @Description("Whether the sweep failed; the log says why")
  boolean failed;

  @Label("Dry Run")
  @Description("Whether peers were only selected, not evicted")
  boolean dryRun;

  @Label("Listed")
  @Description("The number of peers in the listing")
  int listed;

  @Label("Complete")
  @Description("Whether the listing was complete")
  boolean complete;

  @Label("Evicted")
  @Description("The number of evicted peers; in a dry run, of selected peers")
  int evicted;

  @Label("Held Back")
  @Description("The number of selected peers that stayed")
  int heldBack;

  @Label("Lost")
  @Description("The number of peers that another program had removed")
  int lost;

  @Label("Resident")
  @Description("The number of resident peers after the sweep")
  int resident;

  @Label("Listing Took")
  @Description("How long the listing took")
  @Timespan(Timespan.NANOSECONDS)
  long listingTook;
}
