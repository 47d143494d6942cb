package io.jitpeers.http;

import static io.jitpeers.http.Peers.JSON;
import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.ManualTime;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waits between attempts, on manually advanced time. */
@Timeout(60)
class RetryTest {
  private static final Duration DEADLINE = Duration.ofMillis(4100);
  private static final RetryOptions OPTIONS =
      new RetryOptions(4, Duration.ofMillis(100), Duration.ofMillis(300));

  private final ManualTime time = new ManualTime();
  private final RecordingScheduler scheduler = new RecordingScheduler(time, DEADLINE);
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @BeforeEach
  void start() {
    server = new MisbehavingHttpServer(Responses.status(503));
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  private CompletionStage<PeerLookup> lookup(RandomGenerator random) throws Exception {
    return lookup(random, false);
  }

  private CompletionStage<PeerLookup> lookup(RandomGenerator random, boolean retryWhenAskedTooOften)
      throws Exception {
    source =
        HttpPeerConfigSource.builder(server.base())
            .retryWhenAskedTooOften(retryWhenAskedTooOften)
            .deadline(DEADLINE)
            .connectTimeout(Duration.ofSeconds(60))
            .retry(OPTIONS)
            .timeSource(time)
            .scheduler(scheduler)
            .random(random)
            .build();
    CompletionStage<PeerLookup> lookup = source.lookup(Peers.query(KEY));
    assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);
    return lookup;
  }

  private void assertWaits(long millis) throws Exception {
    Duration delay = scheduler.nextDelay();
    assertThat(delay).isEqualTo(Duration.ofMillis(millis));
    time.advance(delay);
  }

  @Test
  void waitsGrowUpToTheLongest() throws Exception {
    // A generator that returns only zero bits gives the fraction 0: the shortest waits, half of the
    // plain ones.
    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);

    assertWaits(50);
    assertWaits(100);
    assertWaits(150);

    assertThat(Peers.failure(lookup)).hasMessageContaining("(attempt 4)");
    assertThat(time.scheduledTasks()).as("the deadline is no longer needed").isZero();
  }

  @Test
  void waitsAreSpreadByChance() throws Exception {
    // A generator that returns only one bits gives a fraction just under 1: the longest waits.
    CompletionStage<PeerLookup> lookup = lookup(() -> -1L);

    assertWaits(150);
    assertWaits(300);
    assertWaits(450);

    assertThat(Peers.failure(lookup).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void retryAfterInSecondsIsHonoured() throws Exception {
    server.become(
        Responses.inTurn(Responses.status(503, "Retry-After: 2"), Responses.answer(200, JSON)));

    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertWaits(2000);

    assertThat(Peers.get(lookup)).isInstanceOf(PeerLookup.Found.class);
  }

  /** The caller sees all lookups, and can slow down all of them. */
  @Test
  void beingAskedTooOftenIsToldAtOnce() throws Exception {
    server.become(
        Responses.inTurn(Responses.status(429, "Retry-After: 2"), Responses.answer(200, JSON)));

    LookupException failure = Peers.failure(lookup(() -> 0L));

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
    assertThat(failure).hasMessageContaining("answered 429 with Retry-After in 2000 ms");
    assertThat(server.requests()).hasSize(1);

    // A caller that does not wait is made to wait.
    CompletionStage<PeerLookup> next = source.lookup(Peers.query(KEY));
    assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);
    assertWaits(2000);
    assertThat(Peers.get(next)).isInstanceOf(PeerLookup.Found.class);
    assertThat(server.requests()).hasSize(2);
  }

  /** A caller that waits as long as it was told to does not wait again. */
  @Test
  void whoHasWaitedIsNotMadeToWaitAgain() throws Exception {
    server.become(
        Responses.inTurn(Responses.status(429, "Retry-After: 2"), Responses.answer(200, JSON)));
    Duration wait = Peers.failure(lookup(() -> 0L)).retryAfter().orElseThrow();

    time.advance(wait);

    Peers.found(source, KEY);
    assertThat(scheduler.nextDelay()).isEqualTo(DEADLINE);
    assertThat(time.scheduledTasks()).as("no wait and no deadline is left").isZero();
  }

  @Test
  void withoutRetryAfterThereIsAWaitThatGrows() throws Exception {
    server.become(Responses.status(429));
    LookupException first = Peers.failure(lookup(() -> 0L));
    assertThat(first.retryAfter()).contains(Duration.ofMillis(100));
    time.advance(Duration.ofMillis(100));

    assertThat(Peers.failure(source, KEY).retryAfter()).contains(Duration.ofMillis(200));
  }

  @Test
  void aLookupWaitsByItselfIfToldTo() throws Exception {
    server.become(
        Responses.inTurn(Responses.status(429, "Retry-After: 2"), Responses.answer(200, JSON)));

    CompletionStage<PeerLookup> lookup = lookup(() -> 0L, true);
    assertWaits(2000);

    assertThat(Peers.get(lookup)).isInstanceOf(PeerLookup.Found.class);
  }

  @Test
  void retryAfterAsADateIsHonoured() throws Exception {
    server.become(
        Responses.inTurn(
            Responses.status(503, "Retry-After: Thu, 01 Jan 2026 00:00:03 GMT"),
            Responses.answer(200, JSON)));

    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertWaits(3000);

    assertThat(Peers.get(lookup)).isInstanceOf(PeerLookup.Found.class);
  }

  @Test
  void aRetryAfterShorterThanTheBackoffDoesNotShortenIt() throws Exception {
    server.become(
        Responses.inTurn(Responses.status(503, "Retry-After: 0"), Responses.answer(200, JSON)));

    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertWaits(50);

    assertThat(Peers.get(lookup)).isInstanceOf(PeerLookup.Found.class);
  }

  @Test
  void aRetryAfterBeyondTheDeadlineFailsAtOnce() throws Exception {
    server.become(Responses.status(503, "Retry-After: 120"));

    LookupException failure = Peers.failure(lookup(() -> 0L));

    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure)
        .hasMessageContaining("answered 503 with Retry-After in 120000 ms")
        .hasMessageContaining("no time is left");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void theDeadlineCoversTheWaitsBefore() throws Exception {
    server.become(
        Responses.inTurn(
            Responses.status(503, "Retry-After: 3"), Responses.status(503, "Retry-After: 2")));

    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertWaits(3000);

    assertThat(Peers.failure(lookup)).hasMessageContaining("no time is left");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void cancellingDropsTheRetryToCome() throws Exception {
    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertThat(scheduler.nextDelay()).isEqualTo(Duration.ofMillis(50));

    lookup.toCompletableFuture().cancel(true);

    assertThat(time.scheduledTasks()).isZero();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void closingDropsTheRetryToCome() throws Exception {
    CompletionStage<PeerLookup> lookup = lookup(() -> 0L);
    assertThat(scheduler.nextDelay()).isEqualTo(Duration.ofMillis(50));
    source.close();

    assertThat(Peers.failure(lookup)).hasMessageContaining("the source is closed");
    assertThat(time.scheduledTasks()).isZero();
    assertThat(scheduler.isClosed()).as("it is borrowed").isFalse();
  }
}
