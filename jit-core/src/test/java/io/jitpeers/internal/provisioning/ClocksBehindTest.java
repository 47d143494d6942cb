package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.jitpeers.event.JitEvent;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.lookup.Lane;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose clocks fell back: about whom the control plane is asked, and what it decides. */
class ClocksBehindTest {
  private static final int MOST_WAITING = 256;
  private static final Tai64n NEWEST = Tai64n.of(9, 0);
  private static final Tai64n OLDER = Tai64n.of(5, 0);
  private static final PeerConfig RELIABLE = config(1);
  private static final PeerConfig UNRELIABLE = RELIABLE.toBuilder().clockUnreliable(true).build();

  private final ManualTime time = new ManualTime();
  private final TimestampResets resets = mock(TimestampResets.class);
  private final Lookups lookups = mock(Lookups.class);
  private final Events events = new Events();
  private final List<JitEvent> published = new ArrayList<>();
  private final List<Asking> asked = new ArrayList<>();
  private final List<CompletableFuture<PeerLookup>> answers = new ArrayList<>();
  private final ClocksBehind clocks = clocks(ReplayPolicy.ALLOW_CLOCK_RESET);

  private ClocksBehind clocks(ReplayPolicy policy) {
    return new ClocksBehind(policy, resets, lookups, events, time);
  }

  @BeforeEach
  void answerLater() {
    doAnswer(
            call -> {
              asked.add(call.getArgument(0));
              CompletableFuture<PeerLookup> answer = new CompletableFuture<>();
              answers.add(answer);
              return answer;
            })
        .when(lookups)
        .lookup(any(Asking.class));
  }

  @BeforeEach
  void recordEventsAndResetOnlyOnDemand() {
    events.subscribe(published::add);
    when(resets.seen(any(), any())).thenReturn(CompletableFuture.completedFuture(false));
    when(resets.forget(any(), anyString())).thenReturn(CompletableFuture.completedFuture(true));
  }

  private CompletableFuture<Boolean> refused(PublicKey key) {
    return clocks.refused(key, OLDER, new ReplayVerdict.Behind(NEWEST, true));
  }

  private CompletableFuture<Boolean> answered(ClocksBehind by, PeerConfig config) {
    CompletableFuture<Boolean> reset =
        by.refused(key(1), OLDER, new ReplayVerdict.Behind(NEWEST, true));
    answers.get(0).complete(PeerLookup.found(config, Freshness.NONE));
    return reset;
  }

  @Test
  void strangersAreOnlyCounted() {
    CompletableFuture<Boolean> reset =
        clocks.refused(key(1), OLDER, new ReplayVerdict.Behind(NEWEST, false));
    assertThat(reset).isCompletedWithValue(false);
    assertThat(clocks.count()).isOne();
    assertThat(published).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void aKnownClientIsReportedAndAskedAboutOnceAMinute() {
    CompletableFuture<Boolean> first = refused(key(1));
    assertThat(published).containsExactly(new JitEvent.PeerClockBehind(key(1), NEWEST, OLDER));
    assertThat(asked).containsExactly(Asking.of(key(1), null, Lane.BACKGROUND).pastCaches());
    assertThat(first).isNotDone();
    answers.get(0).complete(PeerLookup.notFound(Duration.ZERO));
    assertThat(first).isCompletedWithValue(false);

    assertThat(refused(key(1))).as("within a minute").isCompletedWithValue(false);
    assertThat(published).hasSize(1);
    assertThat(asked).hasSize(1);
    time.advance(Duration.ofMinutes(1));
    assertThat(refused(key(1))).as("a minute later").isNotDone();
    assertThat(published).hasSize(2);
    assertThat(asked).hasSize(2);
    assertThat(clocks.count()).isEqualTo(3);
  }

  @Test
  void whenEnoughClientsWaitOthersAreReportedAndNotAskedAbout() {
    for (int i = 1; i <= MOST_WAITING; i++) {
      assertThat(refused(key(i))).isNotDone();
    }
    for (int i = 1001; i <= 1003; i++) {
      assertThat(refused(key(i))).as("one too many").isCompletedWithValue(false);
    }
    assertThat(asked).hasSize(MOST_WAITING);
    assertThat(published).hasSize(MOST_WAITING + 3);

    answers.get(0).complete(PeerLookup.notFound(Duration.ZERO));
    assertThat(refused(key(1004))).as("a place is free").isNotDone();
    assertThat(refused(key(1005))).as("only one").isCompletedWithValue(false);
  }

  @Test
  void aLookupThatCannotBeginRefusesTheClientAndFreesItsPlace() {
    when(lookups.lookup(any(Asking.class))).thenThrow(new IllegalStateException("on purpose"));
    for (int i = 1; i <= MOST_WAITING + 1; i++) {
      assertThat(refused(key(i))).isCompletedWithValue(false);
    }
    answerLater();
    assertThat(refused(key(1000))).as("a place is free").isNotDone();
  }

  @Test
  void aLookupThatFailsRefusesTheClientAndFreesItsPlace() {
    for (int i = 1; i <= MOST_WAITING; i++) {
      CompletableFuture<Boolean> reset = refused(key(i));
      answers.get(i - 1).completeExceptionally(new IllegalStateException("on purpose"));
      assertThat(reset).isCompletedWithValue(false);
    }
    assertThat(refused(key(1000))).as("a place is free").isNotDone();
  }

  @Test
  void aNewEpochResetsTheTimestamps() {
    when(resets.seen(key(1), UNRELIABLE)).thenReturn(CompletableFuture.completedFuture(true));
    assertThat(answered(clocks, UNRELIABLE)).isCompletedWithValue(true);
    verify(resets, never()).forget(any(), anyString());
  }

  @Test
  void anUnreliableClockResetsTheTimestamps() {
    assertThat(answered(clocks, UNRELIABLE)).isCompletedWithValue(true);
    verify(resets).seen(key(1), UNRELIABLE);
    verify(resets).forget(key(1), "the control plane marks its clock as unreliable");
  }

  @Test
  void aResetThatFailsRefusesTheClient() {
    when(resets.forget(any(), anyString()))
        .thenReturn(CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    assertThat(answered(clocks, UNRELIABLE)).isCompletedWithValue(false);
  }

  @Test
  void aReliableClockResetsNothing() {
    assertThat(answered(clocks, RELIABLE)).isCompletedWithValue(false);
    verify(resets, never()).forget(any(), anyString());
  }

  @Test
  void theConfigOfAnotherKeyResetsNothing() {
    PeerConfig other = config(2).toBuilder().clockUnreliable(true).build();
    assertThat(answered(clocks, other)).isCompletedWithValue(false);
    verify(resets, never()).forget(any(), anyString());
  }

  @Test
  void aStrictPolicyResetsNothingForAnUnreliableClock() {
    ClocksBehind strict = clocks(ReplayPolicy.STRICT);
    assertThat(answered(strict, UNRELIABLE)).isCompletedWithValue(false);
    verify(resets, never()).forget(any(), anyString());
  }
}
