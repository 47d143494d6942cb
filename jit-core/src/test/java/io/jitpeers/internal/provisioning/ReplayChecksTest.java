package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Whatever a replay memory does, whoever waits for it is told in bounded time. */
class ReplayChecksTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final InitiationResult.Opened OPENED =
      new InitiationResult.Opened(key(1), Tai64n.of(5, 5), 7);

  private final ManualTime time = new ManualTime();
  private final ReplayMemory memory = mock(ReplayMemory.class);
  private final ReplayChecks checks = new ReplayChecks(memory, time, DEADLINE, time);
  private final CompletableFuture<ReplayVerdict> open = new CompletableFuture<>();

  private CompletableFuture<ReplayVerdict> check() {
    when(memory.judge(OPENED.initiator(), OPENED.timestamp())).thenReturn(open);
    return checks.check(OPENED);
  }

  @Test
  void anAnswerThatIsThereIsTheAnswer() {
    open.complete(ReplayVerdict.NEWER);
    assertThat(check()).isCompletedWithValue(ReplayVerdict.NEWER);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void oneThatComesInTimeIsTakenAndItsDeadlineIsOver() {
    CompletableFuture<ReplayVerdict> answer = check();
    time.advance(DEADLINE.minusNanos(1));
    assertThat(answer).isNotDone();
    open.complete(ReplayVerdict.REPLAYED);
    assertThat(answer).isCompletedWithValue(ReplayVerdict.REPLAYED);
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void oneThatDoesNotComeInTimeIsAFailure() {
    CompletableFuture<ReplayVerdict> answer = check();
    time.advance(DEADLINE);
    assertThatThrownBy(answer::join).hasCauseInstanceOf(TimeoutException.class);
    open.complete(ReplayVerdict.NEWER);
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void aMemoryThatFailsThrowsOrSaysNothingIsAFailure() {
    CompletableFuture<ReplayVerdict> answer = check();
    open.completeExceptionally(new IllegalStateException("on purpose"));
    assertThatThrownBy(answer::join).hasMessageContaining("on purpose");

    when(memory.forget(key(1))).thenReturn(CompletableFuture.completedFuture(null));
    assertThat(checks.forget(key(1))).isCompletedWithValue(null);
    CompletableFuture<Boolean> nothing = new CompletableFuture<>();
    when(memory.epoch(key(1), 3)).thenReturn(nothing);
    CompletableFuture<Boolean> epoch = checks.epoch(key(1), 3);
    nothing.complete(null);
    assertThatThrownBy(epoch::join).hasCauseInstanceOf(NullPointerException.class);

    when(memory.epoch(any(), anyLong())).thenThrow(new IllegalStateException("thrown"));
    assertThatThrownBy(() -> checks.epoch(key(2), 1).join()).hasMessageContaining("thrown");
  }

  @Test
  void forgettingAndEpochsAreAnswered() {
    when(memory.forget(key(1))).thenReturn(CompletableFuture.completedFuture(true));
    when(memory.epoch(key(1), 3)).thenReturn(CompletableFuture.completedFuture(true));
    assertThat(checks.forget(key(1))).isCompletedWithValue(true);
    assertThat(checks.epoch(key(1), 3)).isCompletedWithValue(true);
  }

  @Test
  void closingTellsWhoeverWaitsAndWhoComesLater() {
    CompletableFuture<ReplayVerdict> answer = check();
    assertThat(checks.isClosed()).isFalse();
    checks.close();
    assertThat(checks.isClosed()).isTrue();
    assertThatThrownBy(answer::join).isInstanceOf(CancellationException.class);
    CompletableFuture<ReplayVerdict> later = check();
    assertThat(later).isCompletedExceptionally();
    assertThat(time.scheduledTasks()).isZero();
  }

  @Test
  void aMemoryThatCannotProtectDisturbsNobody() {
    checks.protect(key(1));
    verify(memory).protect(key(1));
    doThrow(new IllegalStateException("on purpose")).when(memory).protect(key(2));
    checks.protect(key(2));
    verify(memory).protect(key(2));
  }

  @Test
  void aSchedulerThatFailsFailsTheAnswer() {
    Scheduler broken = mock(Scheduler.class);
    when(broken.schedule(any(), any())).thenThrow(new IllegalStateException("no timer"));
    when(memory.forget(key(1))).thenReturn(new CompletableFuture<>());
    CompletableFuture<Boolean> answer =
        new ReplayChecks(memory, broken, DEADLINE, time).forget(key(1));
    assertThatThrownBy(answer::join).hasMessageContaining("no timer");
  }
}
