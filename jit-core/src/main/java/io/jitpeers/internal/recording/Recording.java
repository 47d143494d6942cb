package io.jitpeers.internal.recording;

import io.jitpeers.event.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Records events for JDK Flight Recorder. While no recording has enabled an event type, its method
 * reads one flag and allocates nothing. In a runtime image without the module {@code jdk.jfr}
 * nothing is recorded. Thread-safe.
 */
public final class Recording {
  private static final boolean AVAILABLE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private Recording() {}

  /** Records the time that a stage took. */
  public static void stageTook(Stage stage, long nanos) {
    // The event types are loaded only here and below, because their superclass may be missing.
    if (AVAILABLE) {
      StageEvent.record(stage, nanos);
    }
  }

  /** Begins to record a provisioning. Returns null if no recording wants it. */
  public static @Nullable RecordedProvisioning provisioning() {
    return AVAILABLE ? RecordedProvisioning.begin() : null;
  }

  /** Begins to record a sweep. Returns null if no recording wants it. */
  public static @Nullable RecordedSweep sweep() {
    return AVAILABLE ? RecordedSweep.begin() : null;
  }
}
