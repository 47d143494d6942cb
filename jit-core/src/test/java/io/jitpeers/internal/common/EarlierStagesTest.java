package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Stage;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EarlierStagesTest {
  @Test
  void aTimeIsNeverNegative() {
    EarlierStages stages = new EarlierStages(10);
    stages.opened(20, 15);

    assertThat(stages.stages(30))
        .isEqualTo(
            Map.of(
                Stage.CAPTURE, Duration.ZERO,
                Stage.ADMISSION, Duration.ZERO,
                Stage.OPEN, Duration.ZERO));
    assertThat(stages.stages(3)).containsEntry(Stage.CAPTURE, Duration.ofNanos(7));
  }
}
