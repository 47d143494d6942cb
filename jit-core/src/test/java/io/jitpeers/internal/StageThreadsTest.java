package io.jitpeers.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.testing.UsedHeap;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of the stages. */
@Timeout(60)
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
    assertThat(UsedHeap.bytes()).isPositive();
    assertThat(threads).hasSize(500);
    // The last threads may not have ended yet.
    assertThat(threads.stream().filter(thread -> thread.get() != null).count()).isLessThan(10);
  }
}
