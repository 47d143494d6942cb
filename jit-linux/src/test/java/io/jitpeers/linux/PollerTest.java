package io.jitpeers.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.jitpeers.linux.Poller.Event;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses this machine's kernel; an eventfd represents the descriptor. */
@RequiresLinux
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {
  private WakeUp watched;
  private Poller poller;

  @BeforeEach
  void open() throws Exception {
    watched = WakeUp.open("the test");
    poller = Poller.open(watched.fd(), "the test");
  }

  @AfterEach
  void close() {
    poller.close();
    watched.close();
  }

  @Test
  void tellsThatThereIsSomethingToReadUntilItIsRead() throws Exception {
    assertThat(poller.await(0)).isEqualTo(Event.TIMED_OUT);
    watched.wake();
    assertThat(poller.await(Poller.FOREVER)).isEqualTo(Event.READABLE);
    assertThat(poller.await(0)).isEqualTo(Event.READABLE);
    watched.take();
    assertThat(poller.await(0)).isEqualTo(Event.TIMED_OUT);
  }

  @Test
  void aWakeUpGoesFirstAndIsUsedUp() throws Exception {
    watched.wake();
    poller.wake();
    poller.wake();
    assertThat(poller.await(Poller.FOREVER)).isEqualTo(Event.WOKEN);
    assertThat(poller.await(0)).isEqualTo(Event.READABLE);
  }

  @Test
  void waitsAsLongAsItMayAndNotForEver() throws Exception {
    Await.takesAtLeast(
        Duration.ofMillis(30), () -> assertThat(poller.await(30)).isEqualTo(Event.TIMED_OUT));
  }

  @Test
  void wakesUpWhoeverWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Event> waiting = awaitOnAnotherThread(begun);
    begun.await();
    poller.wake();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Event.WOKEN);
  }

  // Closing and waiting race, so the test repeats.
  @RepeatedTest(30)
  void closingEndsTheWait() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Event> waiting = awaitOnAnotherThread(begun);
    begun.await();
    poller.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEqualTo(Event.CLOSED);
  }

  @Test
  void isOfNoUseAfterItIsClosedTwice() throws Exception {
    poller.close();
    poller.close();
    assertThat(poller.await(Poller.FOREVER)).isEqualTo(Event.CLOSED);
    assertThatCode(poller::wake).doesNotThrowAnyException();
  }

  @Test
  void withoutADescriptorOnlyAWakeUpEndsIt() throws Exception {
    try (Poller onlyWakeUps = Poller.open(-1, "nothing")) {
      assertThat(onlyWakeUps.await(1)).isEqualTo(Event.TIMED_OUT);
      onlyWakeUps.wake();
      assertThat(onlyWakeUps.await(Poller.FOREVER)).isEqualTo(Event.WOKEN);
    }
  }

  @Test
  void aDescriptorThatIsNoneIsAnError() throws Exception {
    // No process has such a descriptor: the kernel reports POLLNVAL.
    try (Poller wrong = Poller.open(Integer.MAX_VALUE, "nothing")) {
      assertThat(wrong.await(Poller.FOREVER)).isEqualTo(Event.ERROR);
    }
  }

  @Test
  void waitingDoesNotAllocate() throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    watched.wake();
    awaitOften(20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    awaitOften(20_000);
    // Less than a byte per wait: the measurement itself allocates.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private void awaitOften(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      if (poller.await(Poller.FOREVER) != Event.READABLE) {
        throw new AssertionError("nothing to read");
      }
    }
  }

  private CompletableFuture<Event> awaitOnAnotherThread(CountDownLatch begun) {
    CompletableFuture<Event> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                result.complete(poller.await(Poller.FOREVER));
              } catch (SystemCallException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
