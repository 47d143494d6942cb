package io.jitpeers.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.statistics.JitHealth.Problem;
import io.jitpeers.statistics.JitHealth.Reason;
import io.jitpeers.statistics.JitHealth.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A health's state is that of its worst problem. */
class JitHealthTest {
  private static final Instant AT = Instant.EPOCH;
  private static final Problem DOWN = new Problem(Reason.NOT_RUNNING, "It was closed.");
  private static final Problem DEGRADED = new Problem(Reason.SWEEPS_FAILING, "A sweep failed.");

  @Test
  void theWorstProblemCounts() {
    assertThat(JitHealth.of(List.of(), AT).state()).isEqualTo(State.UP);
    assertThat(JitHealth.of(List.of(DEGRADED), AT).state()).isEqualTo(State.DEGRADED);
    JitHealth both = JitHealth.of(List.of(DOWN, DEGRADED), AT);
    assertThat(both.state()).isEqualTo(State.DOWN);
    assertThat(new JitHealth(State.DOWN, List.of(DOWN, DEGRADED), AT)).isEqualTo(both);
  }

  @Test
  void anotherStateIsRefused() {
    for (State state : List.of(State.UP, State.DEGRADED)) {
      assertThatThrownBy(() -> new JitHealth(state, List.of(DEGRADED, DOWN), AT))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the state is " + state + ", but the worst problem makes it DOWN");
    }
    assertThatThrownBy(() -> new JitHealth(State.DOWN, List.of(), AT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the state is DOWN, but without a problem it is UP");
  }
}
