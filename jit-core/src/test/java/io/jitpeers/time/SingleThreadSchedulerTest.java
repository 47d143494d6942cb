package io.jitpeers.time;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingleThreadSchedulerTest {
  private static final Duration LATER = Duration.ofHours(1);

  private final Scheduler scheduler = Scheduler.singleThread("scheduler-test");
  private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    scheduler.close();
  }

  private String next() throws InterruptedException {
    return ran.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void runsOnItsOwnDaemonThread() throws Exception {
    scheduler.schedule(
        () -> ran.add(Thread.currentThread().getName() + Thread.currentThread().isDaemon()),
        Duration.ZERO);
    assertThat(next()).isEqualTo("scheduler-testtrue");
  }

  @Test
  void waitsAtLeastTheDelay() throws Exception {
    Await.takesAtLeast(
        Duration.ofMillis(20),
        () -> {
          scheduler.schedule(() -> ran.add("ran"), Duration.ofMillis(20));
          assertThat(next()).isEqualTo("ran");
        });
  }

  @Test
  void doesNotRunWhatWasCancelled() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    scheduler.schedule(() -> ran.add(outcomeOf(goOn)), Duration.ZERO);
    Scheduler.Cancellable cancelled = scheduler.schedule(() -> ran.add("cancelled"), Duration.ZERO);
    scheduler.schedule(() -> ran.add("kept"), Duration.ZERO);
    cancelled.cancel();
    cancelled.cancel();
    goOn.countDown();
    assertThat(next()).isEqualTo("finished");
    assertThat(next()).isEqualTo("kept");
  }

  private static String outcomeOf(CountDownLatch latch) {
    try {
      return latch.await(60, TimeUnit.SECONDS) ? "finished" : "timed out";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  @Test
  void takesAnyDelay() throws Exception {
    scheduler.schedule(() -> ran.add("in ages"), Duration.ofSeconds(Long.MAX_VALUE));
    scheduler.schedule(() -> ran.add("long due"), Duration.ofSeconds(Long.MIN_VALUE));
    assertThat(next()).isEqualTo("long due");
    assertThat(ran).isEmpty();
  }

  @Test
  void survivesAndLogsATaskThatFails() throws Exception {
    try (CapturedLog log = CapturedLog.of(Scheduler.class)) {
      scheduler.schedule(
          () -> {
            throw new IllegalStateException("the task's own");
          },
          Duration.ZERO);
      scheduler.schedule(
          () -> {
            throw new AssertionError("an error");
          },
          Duration.ZERO);
      scheduler.schedule(() -> ran.add("next"), Duration.ZERO);
      assertThat(next()).isEqualTo("next");
      assertThat(log.messages(Level.ERROR)).hasSize(2);
      assertThat(log.events())
          .extracting(event -> event.getThrowableProxy().getMessage())
          .containsExactly("the task's own", "an error");
    }
  }

  @Test
  void closingDropsWhatHasNotBegunAndInterruptsNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> thread = new AtomicReference<>();
    scheduler.schedule(
        () -> {
          thread.set(Thread.currentThread());
          begun.countDown();
          ran.add(outcomeOf(goOn));
        },
        Duration.ZERO);
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    scheduler.schedule(() -> ran.add("due"), Duration.ZERO);
    scheduler.schedule(() -> ran.add("later"), LATER);
    scheduler.close();
    scheduler.close();
    goOn.countDown();
    assertThat(next()).isEqualTo("finished");
    thread.get().join(60_000);
    assertThat(thread.get().isAlive()).isFalse();
    assertThat(ran).isEmpty();
  }

  @Test
  void takesAndDropsTasksOnceClosed() {
    scheduler.close();
    Scheduler.Cancellable dropped = scheduler.schedule(() -> ran.add("dropped"), Duration.ZERO);
    dropped.cancel();
    assertThat(ran).isEmpty();
  }
}
