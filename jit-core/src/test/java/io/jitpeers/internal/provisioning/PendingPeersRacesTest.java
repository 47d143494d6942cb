package io.jitpeers.internal.provisioning;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTrackers;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.testing.Threads;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that begin, join, end and revoke flights of a few common keys. */
class PendingPeersRacesTest {
  private static final int KEYS = 12;
  private static final int MOST = 8;
  private static final int MOST_STRANGERS = 4;
  private static final int STEPS = 15_000;

  private final ManualTime time = new ManualTime();
  private final HotSet hotSet = new HotSet(time);
  private final ManualPacketSource source = new ManualPacketSource();
  private final PendingPeers pending = pendingPeers();
  private final AtomicInteger timestamps = new AtomicInteger();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger completed = new AtomicInteger();
  private final AtomicInteger flights = new AtomicInteger();
  private final Set<PendingPeer> ended = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<PendingPeer> begun = new ConcurrentLinkedQueue<>();

  private PendingPeers pendingPeers() {
    ProvisioningOptions options = ProvisioningOptions.builder().maxPending(MOST).build();
    // Every second key is known.
    FlightShares shares = new FlightShares(options, key -> key.toBytes()[31] % 2 == 0);
    AnswerCache cache = new AnswerCache(AnswerCacheOptions.defaults(), time, new Random(1));
    FirstPackets firstPackets = new FirstPackets(FirstPacketStrategy.REPLAY, false);
    return new PendingPeers(shares, hotSet, cache, firstPackets, PeerTrackers.of(), time);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void eachInitiationAndEachFlightEndsOnce(long seed) throws Exception {
    Threads.run(seed, STEPS, this::step);
    begun.forEach(this::endQuietly);

    assertThat(pending.size()).isZero();
    assertThat(completed).as("each initiation ended").hasValue(admitted.get());
    assertThat(ended).as("each flight ended").hasSize(flights.get());
    sharesAreWhole();
  }

  private void step(int thread, Random dice) {
    switch (dice.nextInt(4)) {
      case 0, 1 -> admit(key(dice.nextInt(KEYS)));
      case 2 -> {
        PendingPeer flight = begun.poll();
        if (flight != null) {
          end(flight, dice);
        }
      }
      default -> {
        PendingPeers.Revoked revoked = pending.revoke(key(dice.nextInt(KEYS)));
        if (revoked != null) {
          ended(revoked.flight(), revoked.ended());
        }
      }
    }
    assertThat(pending.size()).isBetween(0, MOST);
  }

  private void admit(PublicKey key) {
    InitiationResult.Opened opened =
        new InitiationResult.Opened(key, Tai64n.of(timestamps.incrementAndGet(), 0), 1);
    Demand.Initiation initiation =
        new Demand.Initiation(new TestPacket(new byte[148], time.nanoTime()), source, key);
    admitted.incrementAndGet();
    PendingPeers.Admitted result = pending.admit(initiation, opened, false);
    if (result.rejected() != null) {
      complete(result.rejected(), result.outcome());
    }
    PendingPeer flight = result.begun();
    if (flight != null) {
      flights.incrementAndGet();
      begun.add(flight);
    }
  }

  private void end(PendingPeer flight, Random dice) {
    if (dice.nextInt(3) == 0) {
      pending.takesPlace(flight);
    }
    Outcome outcome = dice.nextBoolean() ? Outcome.NOT_FOUND : Outcome.STORE_FAILED;
    PendingPeers.Ended with = pending.end(flight, outcome, "on purpose");
    if (with != null) {
      ended(flight, with);
    }
    assertThat(pending.end(flight)).as("a second time").isNull();
  }

  private void endQuietly(PendingPeer flight) {
    PendingPeers.Ended with = pending.end(flight);
    if (with != null) {
      ended(flight, with);
    }
  }

  private void ended(PendingPeer flight, PendingPeers.Ended with) {
    complete(with.demand(), Outcome.NOT_FOUND);
    assertThat(ended.add(flight)).as("once").isTrue();
  }

  private void complete(Demand demand, Outcome outcome) {
    Demand.Initiation initiation = (Demand.Initiation) demand;
    // Throws if the packet was already completed.
    initiation.packet().complete(outcome.packetOutcome());
    completed.incrementAndGet();
  }

  /** Checks that as many flights may begin as at first: every ended flight released its share. */
  private void sharesAreWhole() {
    int strangers = 0;
    for (int i = 0; i < 10; i++) {
      strangers += begins(101 + 2 * i) ? 1 : 0;
    }
    assertThat(strangers).isEqualTo(MOST_STRANGERS);
    int known = 0;
    for (int i = 0; i < 10; i++) {
      known += begins(50 + 2 * i) ? 1 : 0;
    }
    assertThat(known).isEqualTo(MOST - MOST_STRANGERS);
  }

  private boolean begins(int number) {
    PublicKey key = key(number);
    InitiationResult.Opened opened =
        new InitiationResult.Opened(key, Tai64n.of(timestamps.incrementAndGet(), 0), 1);
    Demand.Initiation initiation =
        new Demand.Initiation(new TestPacket(new byte[148], time.nanoTime()), source, key);
    return pending.admit(initiation, opened, false).begun() != null;
  }
}
