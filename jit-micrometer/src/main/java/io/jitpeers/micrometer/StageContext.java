package io.jitpeers.micrometer;

import io.jitpeers.event.Stage;
import io.jitpeers.trace.StageEnd;
import io.micrometer.observation.Observation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of an observation {@code jit.install} or {@code jit.return}. The stage and its end
 * can be read on any thread.
 */
public final class StageContext extends Observation.Context {
  private final Stage stage;
  private volatile @Nullable StageEnd end;

  StageContext(Stage stage) {
    this.stage = Objects.requireNonNull(stage, "stage");
  }

  /** {@return the stage, INSTALL or RETURN} */
  public Stage stage() {
    return stage;
  }

  /** {@return how the stage ended; empty until it has ended} */
  public Optional<StageEnd> end() {
    return Optional.ofNullable(end);
  }

  void ended(StageEnd value) {
    end = value;
  }
}
