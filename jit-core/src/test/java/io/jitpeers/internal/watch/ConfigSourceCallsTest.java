package io.jitpeers.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import com.google.common.util.concurrent.Uninterruptibles;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigSourceCallsTest {
  private static final PublicKey KEY = PrivateKey.generate(new SecureRandom()).publicKey();
  private static final PeerLookup UNKNOWN = PeerLookup.notFound(Duration.ZERO);

  private final ManualTime time = new ManualTime();
  private final CallWatch watch = new CallWatch(WatchdogOptions.defaults(), time);
  private final List<Thread> threads = new CopyOnWriteArrayList<>();

  private static PeerQuery query() {
    return PeerQuery.builder(KEY).timeout(Duration.ofSeconds(4)).build();
  }

  /** A source whose calls take a time on the manual clock. */
  private PeerConfigSource source(boolean promises, Duration takes) {
    return new PeerConfigSource() {
      @Override
      public CompletionStage<PeerLookup> lookup(PeerQuery asked) {
        threads.add(Thread.currentThread());
        time.advance(takes);
        return CompletableFuture.completedFuture(UNKNOWN);
      }

      @Override
      public boolean returnsAtOnce() {
        return promises;
      }
    };
  }

  private static PeerLookup ask(PeerConfigSource calls) {
    return calls.lookup(query()).toCompletableFuture().join();
  }

  @Test
  void aSourceThatPromisesToReturnAtOnceIsCalledHere() {
    try (ConfigSourceCalls calls = ConfigSourceCalls.of(source(true, Duration.ZERO), watch, 4)) {
      assertThat(ask(calls)).isSameAs(UNKNOWN);
      assertThat(threads).containsExactly(Thread.currentThread());
    }
  }

  @Test
  void anyOtherIsCalledOnAThreadOfItsOwnAndMayTakeItsTime() {
    Duration long_ = Duration.ofSeconds(3);
    try (ConfigSourceCalls calls = ConfigSourceCalls.of(source(false, long_), watch, 4)) {
      assertThat(ask(calls)).isSameAs(UNKNOWN);
      assertThat(threads).doesNotContain(Thread.currentThread());
      assertThat(watch.slow()).isZero();
    }
  }

  @Test
  void aPromiseThatIsBrokenAgainAndAgainIsNotBelieved() {
    Duration slow = WatchdogOptions.DEFAULT_SLOW_CALL.plusMillis(1);
    try (CapturedLog log = CapturedLog.of(ConfigSourceCalls.class);
        CapturedLog slowness = CapturedLog.of(CallWatch.class);
        ConfigSourceCalls calls = ConfigSourceCalls.of(source(true, slow), watch, 4)) {
      for (int i = 0; i < 11; i++) {
        assertThat(ask(calls)).isSameAs(UNKNOWN);
      }
      Thread here = Thread.currentThread();
      assertThat(threads.subList(0, 10)).containsOnly(here);
      assertThat(threads.get(10)).isNotSameAs(here);
      assertThat(watch.slow()).isEqualTo(10);
      assertThat(log.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("on separate threads");
      assertThat(slowness.messages(Level.WARN))
          .as("at most one every 10 s")
          .singleElement()
          .asString()
          .contains("the config source", "took 101 ms", "initiations");
    }
  }

  @Test
  void theSchedulersThreadIsNeverItsOwn() {
    watch.stages().schedulerThread(Thread.currentThread());
    try (ConfigSourceCalls calls = ConfigSourceCalls.of(source(true, Duration.ZERO), watch, 4)) {
      assertThat(ask(calls)).isSameAs(UNKNOWN);
      assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }
  }

  @Test
  void cancellingInterruptsTheCallAndTheThreadIsCleanForTheNext() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    PeerConfigSource waiting =
        query -> {
          if (!first.getAndSet(false)) {
            return CompletableFuture.completedFuture(
                Thread.currentThread().isInterrupted() ? null : UNKNOWN);
          }
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            Thread.currentThread().interrupt();
          }
          return CompletableFuture.completedFuture(UNKNOWN);
        };
    try (ConfigSourceCalls calls = ConfigSourceCalls.of(waiting, watch, 4)) {
      CompletableFuture<PeerLookup> lookup = calls.lookup(query()).toCompletableFuture();
      asked.await();
      assertThat(lookup.cancel(true)).isTrue();
      interrupted.await();
      assertThat(ask(calls)).isSameAs(UNKNOWN);
    }
  }

  @Test
  void cancellingCancelsWhatTheSourceReturned() {
    CompletableFuture<PeerLookup> open = new CompletableFuture<>();
    PeerConfigSource called = PeerConfigSource.calledOn(query -> open, Runnable::run);
    CompletableFuture<PeerLookup> lookup = called.lookup(query()).toCompletableFuture();
    assertThat(lookup.cancel(true)).isTrue();
    assertThat(open).isCancelled();
  }

  /** A future that cannot be cancelled is logged once and does not affect other calls. */
  @Test
  void whatTheSourceReturnedMayRefuseToBeCancelled() {
    PeerConfigSource called =
        PeerConfigSource.calledOn(query -> new Uncancellable(), Runnable::run);
    try (CapturedLog log = CapturedLog.ofAll()) {
      for (int i = 0; i < 3; i++) {
        CompletableFuture<PeerLookup> lookup = called.lookup(query()).toCompletableFuture();
        assertThat(lookup.cancel(true)).isTrue();
        assertThat(lookup).isCancelled();
      }
      assertThat(log.messages(Level.WARN)).singleElement().asString().contains("cancelled");
    }
  }

  private static final class Uncancellable extends CompletableFuture<PeerLookup> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      throw new UnsupportedOperationException("cancel");
    }
  }

  @Test
  void whatTheSourceThrowsIsItsAnswer() {
    PeerConfigSource called =
        PeerConfigSource.blocking(
            query -> {
              throw new java.io.IOException("the database is gone");
            },
            Runnable::run);
    assertThat(catchThrowable(() -> ask(called))).hasRootCauseMessage("the database is gone");
  }

  @Test
  void aThreadThatCannotBeStartedFailsOneLookup() {
    AtomicBoolean fails = new AtomicBoolean(true);
    try (LookupThreads pool =
        new LookupThreads(
            2,
            task -> {
              if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread, on purpose");
              }
              return LookupThreads.daemons().newThread(task);
            })) {
      PeerConfigSource called = PeerConfigSource.calledOn(source(false, Duration.ZERO), pool);
      assertThat(catchThrowable(() -> ask(called)))
          .hasCauseInstanceOf(LookupException.class)
          .hasMessageContaining("unable to create native thread");
      assertThat(ask(called)).isSameAs(UNKNOWN);
    }
  }

  @Test
  void callsThatDoNotReturnAreBounded() {
    CountDownLatch release = new CountDownLatch(1);
    try (LookupThreads pool = new LookupThreads(2)) {
      Runnable hangs = () -> Uninterruptibles.awaitUninterruptibly(release);
      pool.execute(hangs);
      pool.execute(hangs);
      assertRefusesAThird(pool, hangs);
    } finally {
      release.countDown();
    }
  }

  /** Threads that were idle take some time to wake up. */
  @Test
  void callsThatHaveNotReachedTheirThreadsAreCountedToo() throws Exception {
    try (LookupThreads pool = new LookupThreads(2)) {
      for (int round = 0; round < 100; round++) {
        CountDownLatch release = new CountDownLatch(1);
        Runnable hangs = () -> Uninterruptibles.awaitUninterruptibly(release);
        try {
          Await.until("a thread is idle", () -> takes(pool, hangs));
          Await.until("the other one is idle", () -> takes(pool, hangs));
          assertRefusesAThird(pool, hangs);
        } finally {
          release.countDown();
        }
      }
    }
  }

  private static boolean takes(LookupThreads pool, Runnable call) {
    try {
      pool.execute(call);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private static void assertRefusesAThird(LookupThreads pool, Runnable call) {
    assertThat(catchThrowable(() -> pool.execute(call)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("2 calls of the config source have not returned");
  }
}
