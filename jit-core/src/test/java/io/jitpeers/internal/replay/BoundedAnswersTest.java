package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A component that answers at once, late or never, or that fails. */
class BoundedAnswersTest {
  private static final Duration WAIT = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();
  private final BoundedAnswers answers = new BoundedAnswers(WAIT, time, time);

  private void late(int times) {
    for (int i = 0; i < times; i++) {
      CompletableFuture<Integer> answer = answers.ask(CompletableFuture::new);
      time.advance(WAIT);
      assertThat(answer).isCompletedExceptionally();
    }
  }

  @Test
  void anAnswerAtOnceEndsTheRowOfLateOnes() {
    late(BoundedAnswers.ENOUGH - 1);
    assertThat(answers.ask(() -> CompletableFuture.completedFuture(7))).isCompletedWithValue(7);
    late(BoundedAnswers.ENOUGH - 1);
    assertThat(answers.mayAsk()).isTrue();
    late(1);
    assertThat(answers.mayAsk()).isFalse();
  }

  @Test
  void aFailureAtOnceDoesNotEndTheRow() {
    late(BoundedAnswers.ENOUGH - 1);
    CompletableFuture<Integer> failed =
        answers.ask(() -> CompletableFuture.failedFuture(new IOException("connection reset")));
    assertThat(failed).isCompletedExceptionally();
    late(1);
    assertThat(answers.mayAsk()).isFalse();
  }

  @Test
  void theIntervalBeginsWithTheLastAnswerOfTheRow() {
    late(BoundedAnswers.ENOUGH - 1);
    time.advance(BoundedAnswers.INTERVAL.multipliedBy(2));
    late(1);
    time.advance(BoundedAnswers.INTERVAL.minusNanos(1));
    assertThat(answers.mayAsk()).isFalse();
    time.advance(Duration.ofNanos(1));
    assertThat(answers.mayAsk()).isTrue();
    assertThat(answers.mayAsk()).as("once per interval").isFalse();
  }

  @Test
  void anAnswerInTimeLeavesNothingScheduled() {
    CompletableFuture<Integer> question = new CompletableFuture<>();
    CompletableFuture<Integer> answer = answers.ask(() -> question);
    assertThat(time.scheduledTasks()).isOne();
    question.complete(7);
    assertThat(answer).isCompletedWithValue(7);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aQuestionThatThrowsIsAnAnswerThatFails() {
    IllegalStateException failure = new IllegalStateException("closed");
    CompletableFuture<Integer> answer =
        answers.ask(
            () -> {
              throw failure;
            });
    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.handle((value, thrown) -> thrown)).isCompletedWithValue(failure);
  }

  @Test
  void anAnswerThatCannotBeLimitedFailsInsteadOfTakingForever() {
    IllegalStateException failure = new IllegalStateException("the scheduler is closed");
    Scheduler closed =
        new Scheduler() {
          @Override
          public Cancellable schedule(Runnable task, Duration delay) {
            throw failure;
          }

          @Override
          public void close() {}
        };
    BoundedAnswers unlimited = new BoundedAnswers(WAIT, time, closed);
    CompletableFuture<Integer> answer = unlimited.ask(CompletableFuture::new);
    assertThat(answer).isCompletedExceptionally();
    assertThat(answer.handle((value, thrown) -> thrown)).isCompletedWithValue(failure);
  }
}
