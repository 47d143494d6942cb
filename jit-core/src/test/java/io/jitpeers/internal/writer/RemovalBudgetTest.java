package io.jitpeers.internal.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RemovalBudgetTest {
  private final RemovalBudget budget = new RemovalBudget(Duration.ofMillis(20));

  @Test
  void aSlowRemovalShrinksTheChunkToWhatTheBudgetAllows() {
    budget.removed(64, Duration.ofMillis(640).toNanos());
    assertThat(budget.chunk()).isEqualTo(2);
  }

  @Test
  void fastRemovalsAtMostDoubleTheChunkEachTime() {
    budget.removed(16, 1_000);
    assertThat(budget.chunk()).isEqualTo(32);
    budget.removed(32, 1_000);
    assertThat(budget.chunk()).isEqualTo(64);
  }

  @Test
  void theChunkStaysBetweenOneAndItsBound() {
    budget.removed(1, Duration.ofSeconds(10).toNanos());
    assertThat(budget.chunk()).isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      budget.removed(budget.chunk(), 0);
    }
    assertThat(budget.chunk()).isEqualTo(4096);
  }

  /** Each chunk takes 16 ms, and each peer 0.1 ms more. */
  @Test
  void aChunkThatOneStallHasShrunkGrowsAgain() {
    budget.removed(16, Duration.ofSeconds(1).toNanos());
    assertThat(budget.chunk()).isEqualTo(1);
    for (int i = 0; i < 1_000; i++) {
      budget.removed(budget.chunk(), 16_000_000 + budget.chunk() * 100_000L);
    }
    assertThat(budget.chunk()).isBetween(16, 64);
  }

  /** Each peer takes 15 ms. */
  @Test
  void aTrialThatExceedsTheBudgetIsRare() {
    int exceeded = 0;
    for (int i = 0; i < 1_000; i++) {
      long nanos = budget.chunk() * 15_000_000L;
      exceeded += nanos > Duration.ofMillis(20).toNanos() ? 1 : 0;
      budget.removed(budget.chunk(), nanos);
    }
    assertThat(budget.chunk()).isBetween(1, 2);
    assertThat(exceeded).isLessThan(40);
  }

  @Test
  void nothingRemovedTeachesNothing() {
    budget.removed(0, Duration.ofSeconds(10).toNanos());
    assertThat(budget.chunk()).isEqualTo(16);
  }
}
