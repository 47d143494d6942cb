package io.jitpeers.internal.recording;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.trace.StageEnd;
import org.jspecify.annotations.Nullable;

/**
 * Records one provisioning as a Flight Recorder event, with the times of its stages. The event
 * lasts as long as the provisioning. No method throws. Not thread-safe.
 */
public final class RecordedProvisioning {
  private final ProvisioningEvent event = new ProvisioningEvent();

  private RecordedProvisioning() {}

  static @Nullable RecordedProvisioning begin() {
    if (!ProvisioningEvent.PROBE.isEnabled()) {
      return null;
    }
    RecordedProvisioning begun = new RecordedProvisioning();
    begun.event.begin();
    return begun;
  }

  /**
   * Records what triggered the provisioning, and the time from the capture of the first packet
   * until the provisioning began.
   */
  public void started(ProvisioningStart start) {
    guarded(
        () -> {
          event.trigger = ProvisioningEvent.label(start.trigger());
          event.again = start.again();
          event.sinceCapture = start.sinceCapture().toNanos();
        });
  }

  /** Records the time of a stage, and for the stage LOOKUP also the result. */
  public void stageEnded(StageEnd end) {
    guarded(() -> take(end));
  }

  private void take(StageEnd end) {
    long nanos = end.took().toNanos();
    if (end.stage() == Stage.LOOKUP) {
      event.lookup = end.result().label();
      event.lookupTook = nanos;
    } else if (end.stage() == Stage.INSTALL) {
      event.installTook = nanos;
    } else if (end.stage() == Stage.RETURN) {
      event.returnTook = nanos;
    }
  }

  /** Writes the event, with the outcome of the provisioning. */
  public void ended(Outcome outcome) {
    guarded(
        () -> {
          event.outcome = outcome.label();
          event.commit();
        });
  }

  private static void guarded(Runnable work) {
    if (Recording.isOn()) {
      try {
        work.run();
      } catch (RuntimeException | Error e) {
        Recording.failed(e);
      }
    }
  }
}
