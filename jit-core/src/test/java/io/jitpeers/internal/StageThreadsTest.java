package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.UsedHeap;
import io.jitpeers.testkit.Await;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of the stages. */
@Timeout(300)
class StageThreadsTest {

  @Test
  void threadsThatATaskEndedAreNotHeld() throws Exception {
    StageThreads stages = new StageThreads(1, 10, new StageWatch());
    stages.start();
    List<WeakReference<Thread>> threads = new ArrayList<>();
    for (int n = 0; n < 500; n++) {
      CountDownLatch running = new CountDownLatch(1);
      stages
          .sweeper()
          .execute(
              () -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
                threads.add(new WeakReference<>(Thread.currentThread()));
                running.countDown();
                throw new IllegalStateException("on purpose");
              });
      assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    }
    stages.close();
    assertThat(threads).hasSize(500);
    // A thread ends only after it has started the next one, so several may still be ending.
    Await.until(
        "almost all threads are garbage",
        () -> {
          assertThat(UsedHeap.bytes()).isPositive();
          return threads.stream().filter(thread -> thread.get() != null).count() < 10;
        });
  }

  /** A flood fills the opener's queue, and then each packet is refused. */
  @Test
  void aFullOpenerRefusesWithoutAllocating() throws Exception {
    StageThreads stages = new StageThreads(1, 1, new StageWatch());
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    stages
        .opener()
        .execute(
            () -> {
              running.countDown();
              Uninterruptibles.awaitUninterruptibly(release);
            });
    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
    stages.opener().execute(() -> {});
    Runnable refused = () -> {};
    refuse(stages, refused, 20_000);
    long bytes = Allocation.least(() -> refuse(stages, refused, 100_000), 100_000);
    release.countDown();
    stages.drainOpener(TimeUnit.SECONDS.toNanos(60), left -> {});
    stages.close();
    assertThat(bytes).isLessThan(100_000);
    assertThatThrownBy(() -> stages.opener().execute(refused))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private static void refuse(StageThreads stages, Runnable task, int times) {
    int refusals = 0;
    for (int i = 0; i < times; i++) {
      try {
        stages.opener().execute(task);
      } catch (RejectedExecutionException e) {
        refusals++;
      }
    }
    assertThat(refusals).isEqualTo(times);
  }
}
