package io.jitpeers.internal.recording;

import io.jitpeers.event.Stage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records events for JDK Flight Recorder. While no recording has enabled an event type, the method
 * for that type reads one flag and allocates nothing. Nothing is recorded in a runtime image
 * without the module {@code jdk.jfr}. After a failure, for example because an event type cannot be
 * loaded, nothing more is recorded. No method of this class or of the returned objects throws.
 * Thread-safe.
 */
public final class Recording {
  private static final Logger log = LoggerFactory.getLogger(Recording.class);

  private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
  private static final AtomicBoolean failed = new AtomicBoolean();
  private static final LongAdder failures = new LongAdder();

  private Recording() {}

  /** Records the time that a stage took. */
  public static void stageTook(Stage stage, long nanos) {
    // Without the module jdk.jfr, the event types cannot be loaded, because their superclass is
    // missing.
    if (isOn()) {
      try {
        StageEvent.record(stage, nanos);
      } catch (RuntimeException | Error e) {
        failed(e);
      }
    }
  }

  /**
   * Begins to record a provisioning. Returns null if no recording has enabled the event type, or if
   * recording is not possible.
   */
  public static @Nullable RecordedProvisioning provisioning() {
    try {
      return isOn() ? RecordedProvisioning.begin() : null;
    } catch (RuntimeException | Error e) {
      failed(e);
      return null;
    }
  }

  /**
   * Begins to record a sweep. Returns null if no recording has enabled the event type, or if
   * recording is not possible.
   */
  public static @Nullable RecordedSweep sweep() {
    try {
      return isOn() ? RecordedSweep.begin() : null;
    } catch (RuntimeException | Error e) {
      failed(e);
      return null;
    }
  }

  /** Returns how often the recording of an event failed in this process. */
  public static long failures() {
    return failures.sum();
  }

  static boolean isOn() {
    return AVAILABLE && !failed.get();
  }

  /**
   * Ends all recording after a failure, so that failures do not disturb the handling of packets and
   * sweeps.
   */
  static void failed(Throwable failure) {
    failures.increment();
    if (failed.compareAndSet(false, true)) {
      log.error("an event for Flight Recorder failed; nothing more is recorded", failure);
    }
  }
}
