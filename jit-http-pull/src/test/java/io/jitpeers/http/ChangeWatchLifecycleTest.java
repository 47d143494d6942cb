package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.jitpeers.http.ChangeStreamStatistics.State;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The waits between streams, on manually advanced time, and the end of watches. */
@Timeout(120)
class ChangeWatchLifecycleTest {
  private final ManualTime time = new ManualTime();
  private final RecordingScheduler scheduler = new RecordingScheduler(time);
  private final Told told = new Told();
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.status(503));
    source =
        HttpPeerConfigSource.builder(server.base())
            .connectTimeout(Duration.ofSeconds(60))
            .timeSource(time)
            .scheduler(scheduler)
            .random(() -> 0L)
            .build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  private void assertAttempt() throws Exception {
    assertThat(scheduler.nextDelay()).isEqualTo(Duration.ofSeconds(45));
  }

  private void assertWaits(Duration wait) throws Exception {
    assertThat(scheduler.nextDelay()).isEqualTo(wait);
    time.advance(wait);
  }

  @Test
  void waitsGrow() throws Exception {
    source.watch(told);
    for (int millis : new int[] {500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000}) {
      assertAttempt();
      assertWaits(Duration.ofMillis(millis));
    }
    told.nothingMore();
  }

  /**
   * Each change is logged once, however often it repeats; proxies that end long-lived streams are
   * not logged at all.
   */
  @Test
  void whatIsNewIsSaid() throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      server.become(
          Responses.inTurn(
              Responses.status(503),
              Responses.status(500),
              Responses.status(404),
              Responses.status(410),
              Streams.open(Streams.hint("2", KEY))));
      source.watch(told);
      for (int i = 0; i < 2; i++) {
        assertAttempt();
        assertWaits(Duration.ofMillis(500L << i));
      }
      for (int i = 0; i < 2; i++) {
        assertAttempt();
        assertWaits(Duration.ofMinutes(10));
      }
      told.next(Told.MISSED, KEY);

      assertThat(log.events())
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
          .extracting(ILoggingEvent::getFormattedMessage)
          .filteredOn(text -> text.contains("/changes"))
          .satisfiesExactly(
              text -> assertThat(text).contains("answered 503").contains("next attempt in 500 ms"),
              text -> assertThat(text).contains("answered 404").contains("does not announce"),
              text -> assertThat(text).contains("is open; earlier changes may have been missed"));
    }
  }

  @Test
  void retryAfterAndAbsence() throws Exception {
    server.become(Responses.inTurn(Responses.status(503, "Retry-After: 7"), Responses.status(404)));
    source.watch(told);

    assertAttempt();
    assertWaits(Duration.ofSeconds(7));
    assertAttempt();
    assertWaits(Duration.ofMinutes(10));
    assertAttempt();
    assertThat(scheduler.nextDelay()).isEqualTo(Duration.ofMinutes(10));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void theStreamsOwnWish() throws Exception {
    server.become(Streams.ended("retry: 3000\n\n"));
    source.watch(told);

    assertAttempt();
    assertWaits(Duration.ofSeconds(3));
  }

  @Test
  void closingWhileWaitingDropsTheNextAttempt() throws Exception {
    AutoCloseable watch = source.watch(told);
    assertAttempt();
    assertThat(scheduler.nextDelay()).isEqualTo(Duration.ofMillis(500));

    watch.close();

    assertThat(time.scheduledTasks()).isZero();
    assertThat(source.statistics().changes().state()).isEqualTo(State.IDLE);
  }

  @Test
  void closingWhileConnectingEndsTheAttempt() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    server.become(Responses.silence(gone));
    AutoCloseable watch = source.watch(told);
    Await.until("the request", () -> server.requests().size() == 1);

    watch.close();

    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(time.scheduledTasks()).isZero();
    told.nothingMore();
  }

  @Test
  void closingEndsTheStream() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    server.become(Streams.open(Streams.hint("1", KEY), gone));
    AutoCloseable watch = source.watch(told);
    told.next(KEY);

    watch.close();
    watch.close();

    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(time.scheduledTasks()).isZero();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void closingTheSourceEndsTheStreamAndLaterWatchesDoNothing() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    server.become(Streams.open(Streams.hint("1", KEY), gone));
    source.watch(told);
    told.next(KEY);

    source.close();
    source.watch(told).close();

    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(time.scheduledTasks()).isZero();
    assertThat(server.requests()).hasSize(1);
  }

  /**
   * A hint that arrives while a listener is busy, and whose watch is closed by another thread, is
   * not reported.
   */
  @Test
  void nothingIsToldAfterClosing() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.become(Streams.open(Streams.hint("1", KEY) + Streams.hint("2", KEY)));
    Told slow =
        new Told() {
          @Override
          public void changed(PublicKey key) {
            telling.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            super.changed(key);
          }
        };
    AutoCloseable watch = source.watch(slow);
    assertThat(telling.await(60, TimeUnit.SECONDS)).isTrue();

    watch.close(); // The close gives up waiting for the listener.
    slow.nothingMore();
    goOn.countDown();

    slow.next(KEY);
    awaitEnd(slow.teller);
    slow.nothingMore();
  }

  /** Waits until a worker that called a listener has processed the rest of the stream. */
  private void awaitEnd(Thread worker) throws InterruptedException {
    source.close();
    worker.join(60_000);
    assertThat(worker.isAlive()).isFalse();
  }

  /** A listener that closes the watch itself does not wait for itself either. */
  @Test
  void aListenerCanCloseTheWatch() throws Exception {
    server.become(Streams.open(Streams.hint("1", KEY) + Streams.hint("2", KEY)));
    CountDownLatch closed = new CountDownLatch(1);
    Told closing =
        new Told() {
          @Override
          public void changed(PublicKey key) {
            super.changed(key);
            source.close();
            closed.countDown();
          }
        };
    source.watch(closing);

    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();

    closing.next(KEY);
    awaitEnd(closing.teller);
    closing.nothingMore();
  }

  @Test
  void aSlowListenerIsNoSilentServer() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    server.become(Streams.open(Streams.hint("1", KEY)));
    source.watch(
        new Told() {
          @Override
          public void changed(PublicKey key) {
            telling.countDown();
            try {
              goOn.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        });
    assertThat(telling.await(60, TimeUnit.SECONDS)).isTrue();

    time.advance(Duration.ofMinutes(10));

    // The timer was started again each time. After a silence there would be a shorter wait.
    for (int i = 0; i <= 10 * 60 / 45; i++) {
      assertAttempt();
    }
    assertThat(source.statistics().changes().silences()).isZero();
    goOn.countDown();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whatAListenerThrowsIsSaidOnceAndEndsNothing() throws Exception {
    server.become(Streams.open(Streams.hint("1", KEY).repeat(100) + Streams.hint("2", KEY)));
    try (CapturedLog log = new CapturedLog()) {
      source.watch(
          new Told() {
            @Override
            public void changed(PublicKey key) {
              throw new IllegalStateException("on purpose");
            }
          });

      Await.until("failures", () -> source.statistics().changes().listenerFailures() == 101);

      assertThat(source.statistics().changes().state()).isEqualTo(State.STREAMING);
      assertThat(log.events())
          .filteredOn(
              event -> event.getFormattedMessage().contains("a listener of change hints threw"))
          .hasSize(1);
    }
  }

  @Test
  void noThreadOutlivesASourceWhoseStreamFellSilent() throws Exception {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    CountDownLatch asked = new CountDownLatch(2);
    server.become(
        (request, connection) -> {
          asked.countDown();
          connection.awaitEnd();
        });
    source.watch(told);
    assertAttempt();
    Await.until("the first request", () -> asked.getCount() == 1);
    time.advance(Duration.ofSeconds(45));
    assertWaits(Duration.ofMillis(500));
    assertAttempt();
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
    ours.removeAll(before);
    ours.removeIf(
        thread ->
            !thread.getName().startsWith("jit-http") && !thread.getName().startsWith("HttpClient"));
    assertThat(ours).isNotEmpty();

    source.close();

    for (Thread thread : ours) {
      thread.join(60_000);
    }
    assertThat(ours).filteredOn(Thread::isAlive).isEmpty();
  }
}
