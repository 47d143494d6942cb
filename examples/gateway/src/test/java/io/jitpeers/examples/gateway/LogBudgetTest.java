package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogBudgetTest {
  private final ManualTime time = new ManualTime();
  private final LogBudget budget = new LogBudget(3, time);

  @Test
  void whatIsLeftOutIsToldByTheNextThatIsNot() {
    for (int i = 0; i < 3; i++) {
      assertThat(budget.take()).hasValue(0);
    }
    assertThat(budget.take()).isEmpty();
    assertThat(budget.take()).isEmpty();

    time.advance(Duration.ofMinutes(1));

    assertThat(budget.take()).hasValue(2);
    assertThat(budget.take()).hasValue(0);
  }

  @Test
  void aMinuteIsOverAfterAMinute() {
    for (int i = 0; i < 3; i++) {
      assertThat(budget.take()).isPresent();
    }
    time.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(budget.take()).isEmpty();

    time.advance(Duration.ofNanos(1));
    assertThat(budget.take()).hasValue(1);
  }
}
