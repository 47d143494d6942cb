package io.jitpeers.internal.replay;

import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Asks questions of a component that may hang, and waits a limited time for each answer. After
 * several late answers in a row, permits only one question per second. Thread-safe; no method
 * blocks.
 */
public final class BoundedAnswers {
  /** The number of late answers in a row after which the component counts as hanging. */
  static final int ENOUGH = 5;

  /** The shortest time between two questions while the component hangs. */
  static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Duration wait;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final AtomicInteger lateInARow = new AtomicInteger();
  private final AtomicLong nextQuestion = new AtomicLong();

  public BoundedAnswers(Duration wait, TimeSource time, Scheduler scheduler) {
    this.wait = wait;
    this.time = time;
    this.scheduler = scheduler;
  }

  /**
   * Returns whether to ask a question now. While the component hangs, returns true at most once per
   * {@link #INTERVAL}.
   */
  public boolean mayAsk() {
    if (lateInARow.get() < ENOUGH) {
      return true;
    }
    long now = time.nanoTime();
    long next = nextQuestion.get();
    return now - next >= 0 && nextQuestion.compareAndSet(next, now + INTERVAL.toNanos());
  }

  /**
   * Asks a question.
   *
   * @return a future that completes with the answer, or exceptionally if the question fails or the
   *     answer takes too long
   */
  public <T> CompletableFuture<T> ask(Supplier<CompletionStage<T>> question) {
    CompletableFuture<T> answer;
    try {
      answer = question.get().toCompletableFuture();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
    if (answer.isDone()) {
      if (!answer.isCompletedExceptionally()) {
        lateInARow.set(0);
      }
      return answer;
    }
    CompletableFuture<T> limited = new CompletableFuture<>();
    Scheduler.Cancellable timeout;
    try {
      timeout = scheduler.schedule(() -> late(limited), wait);
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              timeout.cancel();
              if (failure != null) {
                limited.completeExceptionally(failure);
              } else if (limited.complete(value)) {
                lateInARow.set(0);
              }
            });
    return limited;
  }

  private void late(CompletableFuture<?> limited) {
    if (limited.completeExceptionally(new TimeoutException("no answer within " + wait))
        && lateInARow.incrementAndGet() == ENOUGH) {
      nextQuestion.set(time.nanoTime() + INTERVAL.toNanos());
    }
  }
}
