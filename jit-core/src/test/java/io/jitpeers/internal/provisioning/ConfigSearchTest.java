package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.lookup.NotAsked;
import io.jitpeers.internal.lookup.Refusals.Refusal;
import io.jitpeers.internal.trace.Tracers;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where the config of a pending peer comes from, and why there is none. */
class ConfigSearchTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String UNKNOWN = "the control plane knows no such peer";

  private record Found(PeerConfig config, Duration fresh, PeerLookup.@Nullable Found answer) {}

  private record NotFound(Outcome outcome, String reason) {}

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final AnswerCache cache =
      new AnswerCache(AnswerCacheOptions.builder().freshnessJitter(0).build(), time, new Random(1));
  private final PendingPeers pending =
      new PendingPeers(
          new FlightShares(ProvisioningOptions.defaults(), key -> true),
          hotSet,
          cache,
          new FirstPackets(FirstPacketStrategy.WAIT, false),
          null,
          time);
  private final List<Asking> asked = new ArrayList<>();
  private final CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
  private final Lookups lookups = mock(Lookups.class);
  private final List<Object> results = new ArrayList<>();
  private @Nullable RuntimeException whenFound;
  private final ConfigSearch search =
      new ConfigSearch(
          pending,
          cache,
          hotSet,
          lookups,
          time,
          new Recorder(),
          new FlightTraces(new Events().tracers(), time, time, pending));
  private final TestPacket packet = new TestPacket(new byte[148], 0);

  private final class Recorder implements ConfigSearch.Finder {
    @Override
    public void found(
        PendingPeer flight, PeerConfig config, Duration fresh, PeerLookup.@Nullable Found from) {
      if (whenFound != null) {
        throw whenFound;
      }
      results.add(new Found(config, fresh, from));
    }

    @Override
    public void notFound(PendingPeer flight, Outcome outcome, String reason) {
      results.add(new NotFound(outcome, reason));
    }
  }

  private PendingPeer flight(boolean again, boolean known) {
    Demand.Initiation initiation = new Demand.Initiation(packet, new ManualPacketSource(), key(1));
    return new PendingPeer(key(1), initiation, again, known, 0);
  }

  private PendingPeer begin(boolean again, boolean known) {
    when(lookups.lookup(any(Asking.class)))
        .thenAnswer(
            call -> {
              asked.add(call.getArgument(0));
              return answer;
            });
    PendingPeer flight = flight(again, known);
    search.begin(flight);
    return flight;
  }

  private PendingPeer begin() {
    return begin(false, true);
  }

  private Asking question(@Nullable String validator, Lane lane) {
    return new Asking(key(1), validator, lane, SourceKey.of(packet.source().getAddress()));
  }

  private void remember(PeerConfig config, Duration fresh, Duration stale) {
    cache.remember(key(1), PeerLookup.found(config, new Freshness(fresh, stale)));
  }

  private PeerConfig expiringIn(Duration left) {
    return config(1).toBuilder().expiresAt(time.wallTime().plus(left)).build();
  }

  private void fail(Reason reason) {
    answer.completeExceptionally(
        new CompletionException(new LookupException(reason, "on purpose")));
  }

  @Test
  void aFreshConfigComesFromTheCache() {
    remember(config(1), HOUR, Duration.ZERO);
    time.advance(MINUTE);
    PendingPeer flight = begin();
    assertThat(results).containsExactly(new Found(config(1), HOUR.minus(MINUTE), null));
    assertThat(asked).isEmpty();
    assertThat(search.positiveHits()).isOne();
    assertThat(search.negativeHits()).isZero();
    assertThat(flight.endedFromMemory).isFalse();
  }

  @Test
  void aNotFoundAnswerComesFromTheCache() {
    cache.remember(key(1), PeerLookup.notFound(MINUTE));
    PendingPeer flight = begin();
    assertThat(results).containsExactly(new NotFound(Outcome.NOT_FOUND, UNKNOWN + " (remembered)"));
    assertThat(asked).isEmpty();
    assertThat(search.negativeHits()).isOne();
    assertThat(search.positiveHits()).isZero();
    assertThat(flight.endedFromMemory).isTrue();
  }

  @Test
  void aRecentRefusalIsRepeated() {
    cache.refusals().remember(key(1), new Refusal(Outcome.CONFIG_REFUSED, "on purpose", null));
    PendingPeer flight = begin();
    assertThat(results)
        .containsExactly(new NotFound(Outcome.CONFIG_REFUSED, "on purpose (recently refused)"));
    assertThat(asked).isEmpty();
    assertThat(flight.endedFromMemory).isTrue();
  }

  @Test
  void aPeerThatIsInstalledAgainGetsANewConfig() {
    remember(config(1), HOUR, Duration.ZERO);
    begin(true, true);
    assertThat(results).isEmpty();
    assertThat(asked).containsExactly(question(null, Lane.KNOWN));
  }

  @Test
  void aFreshConfigThatHasExpiredIsNotUsed() {
    remember(expiringIn(MINUTE), HOUR, Duration.ZERO);
    time.advance(MINUTE);
    begin();
    assertThat(results).isEmpty();
    assertThat(asked).hasSize(1);
  }

  @Test
  void strangersAreAskedAboutInTheirOwnLane() {
    begin(false, false);
    assertThat(asked).containsExactly(question(null, Lane.STRANGER));
  }

  @Test
  void anAnswerIsPassedOnWithItsFreshness() {
    PeerLookup.Found found = PeerLookup.found(config(1), Freshness.of(HOUR));
    begin();
    answer.complete(found);
    assertThat(results).containsExactly(new Found(config(1), HOUR, found));
  }

  @Test
  void theControlPlaneConfirmsARememberedConfig() {
    cache.remember(key(1), PeerLookup.found(config(1), Freshness.of(MINUTE), "v1"));
    time.advance(MINUTE);
    begin();
    assertThat(asked).containsExactly(question("v1", Lane.KNOWN));
    answer.complete(PeerLookup.notModified(Freshness.of(HOUR), "v2"));
    PeerLookup.Found renewed = PeerLookup.found(config(1), Freshness.of(HOUR), "v2");
    assertThat(results).containsExactly(new Found(config(1), HOUR, renewed));
    assertThat(search.notModified()).isOne();
  }

  @Test
  void aConfirmationOfNothingIsRefused() {
    begin();
    answer.complete(PeerLookup.notModified(null, null));
    assertThat(results)
        .containsExactly(
            new NotFound(
                Outcome.LOOKUP_REJECTED,
                "look up " + key(1) + ": not modified, although no config is remembered"));
    assertThat(search.notModified()).isZero();
  }

  @Test
  void anUnknownPeerIsRemembered() {
    begin();
    answer.complete(PeerLookup.notFound(MINUTE));
    assertThat(results).containsExactly(new NotFound(Outcome.NOT_FOUND, UNKNOWN));
    assertThat(cache.knownAsNotFound(key(1))).isTrue();
  }

  @Test
  void aFlightThatHasEndedNeedsNoAnswer() {
    PendingPeer flight = begin();
    pending.end(flight);
    answer.complete(PeerLookup.notFound(MINUTE));
    assertThat(results).isEmpty();
    assertThat(answer).isNotCancelled();
  }

  @Test
  void theLookupOfAFlightThatHasEndedIsCancelled() {
    when(lookups.lookup(any(Asking.class))).thenReturn(answer);
    PendingPeer flight = flight(false, true);
    pending.end(flight);
    search.begin(flight);
    assertThat(answer).isCancelled();
  }

  @Test
  void aStaleConfigIsUsedIfTheControlPlaneCannotAnswer() {
    remember(expiringIn(MINUTE.plusNanos(1)), Duration.ZERO, HOUR);
    PeerConfig stale = cache.stale(key(1)).orElseThrow();
    time.advance(MINUTE);
    begin();
    fail(Reason.UNAVAILABLE);
    assertThat(results).containsExactly(new Found(stale, Duration.ZERO, null));
    assertThat(search.stale()).isOne();
  }

  @Test
  void aStaleConfigThatHasExpiredIsNotUsed() {
    remember(expiringIn(MINUTE), Duration.ZERO, HOUR);
    time.advance(MINUTE);
    begin();
    fail(Reason.TIMEOUT);
    assertThat(results).containsExactly(new NotFound(Outcome.LOOKUP_TIMEOUT, "on purpose"));
    assertThat(search.stale()).isZero();
  }

  @Test
  void aStaleConfigIsNotUsedIfTheAnswerIsInvalid() {
    remember(config(1), Duration.ZERO, HOUR);
    begin();
    fail(Reason.REJECTED);
    assertThat(results).containsExactly(new NotFound(Outcome.LOOKUP_REJECTED, "on purpose"));
  }

  @Test
  void withoutAStaleConfigTheFailureDecidesTheOutcome() {
    begin();
    fail(Reason.UNAVAILABLE);
    assertThat(results).containsExactly(new NotFound(Outcome.LOOKUP_UNAVAILABLE, "on purpose"));
  }

  @Test
  void anUnexpectedFailureCountsAsUnavailable() {
    begin();
    answer.completeExceptionally(new IllegalStateException("on purpose"));
    assertThat(results).containsExactly(new NotFound(Outcome.LOOKUP_UNAVAILABLE, "on purpose"));
  }

  @Test
  void aLookupThatWasNotMadeCountsAsPendingFull() {
    begin();
    answer.completeExceptionally(NotAsked.because("too many, on purpose"));
    assertThat(results).containsExactly(new NotFound(Outcome.PENDING_FULL, "too many, on purpose"));
  }

  @Test
  void anEmptyAnswerCountsAsUnavailable() {
    begin();
    answer.complete(null);
    assertThat(results).containsExactly(new NotFound(Outcome.LOOKUP_UNAVAILABLE, "no answer"));
  }

  @Test
  void anAnswerThatCannotBeProcessedEndsTheFlight() {
    whenFound = new IllegalStateException("on purpose");
    begin();
    answer.complete(PeerLookup.found(config(1), Freshness.of(HOUR)));
    assertThat(results)
        .containsExactly(
            new NotFound(
                Outcome.INTERNAL_ERROR,
                "the answer could not be processed: java.lang.IllegalStateException: on purpose"));
  }

  @Test
  void aFlightThatEndsWhileItWaitsForHeaderFieldsAsksNothing() throws Exception {
    Tracers tracers = new Tracers(CallWatch.alone(time), time, () -> 7, false);
    ConfigSearch traced =
        new ConfigSearch(
            pending,
            cache,
            hotSet,
            lookups,
            time,
            new Recorder(),
            new FlightTraces(tracers, time, time, pending));
    try (Snag snag = new Snag()) {
      tracers.add(
          start -> {
            snag.hangHere();
            return null;
          });
      PendingPeer flight = flight(false, true);
      traced.begin(flight);
      snag.awaitCaught();
      assertThat(time.scheduledTasks()).isOne();
      flight.ended = true;
      snag.release();
      assertThat(tracers.close(Duration.ofMinutes(1))).isTrue();

      verify(lookups, never()).lookup(any(Asking.class));
      assertThat(results).isEmpty();
      traced.close();
      assertThat(time.scheduledTasks()).isZero();
    }
  }

  @Test
  void aConfigExpiresAtItsTimeAndWithoutOneNever() {
    assertThat(search.isExpired(config(1))).as("no time").isFalse();
    assertThat(search.isExpired(expiringIn(Duration.ofNanos(1)))).as("in time").isFalse();
    assertThat(search.isExpired(expiringIn(Duration.ZERO))).as("now").isTrue();
  }
}
