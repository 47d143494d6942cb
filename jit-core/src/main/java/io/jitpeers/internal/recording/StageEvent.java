package io.jitpeers.internal.recording;

import io.jitpeers.event.Stage;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * The Flight Recorder event with the time of one stage. The event is written when the stage ends,
 * often on another thread than the one on which the stage began. So the field {@code took} holds
 * the time, and the event's own duration is not used. The event is disabled unless a recording
 * enables it by name. The reason is that anybody can cause these events: a packet is admitted
 * before its sender has proved anything.
 */
@Name("io.jitpeers.Stage")
@Label("Stage")
@Description("The time that a packet took in a stage of its provisioning")
@Category("JIT Peers")
@StackTrace(false)
@Enabled(false)
final class StageEvent extends Event {
  // Used only to check whether the event type is enabled, without a new object for each check.
  static final StageEvent PROBE = new StageEvent();

  @Label("Stage")
  @Description("The stage, named as in metrics")
  String stage = "";

  @Label("Took")
  @Description("How long the stage took")
  @Timespan(Timespan.NANOSECONDS)
  long took;

  static void record(Stage stage, long nanos) {
    if (PROBE.isEnabled()) {
      StageEvent event = new StageEvent();
      event.stage = stage.label();
      event.took = nanos;
      event.commit();
    }
  }
}
