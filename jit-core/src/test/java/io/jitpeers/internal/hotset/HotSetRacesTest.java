package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.testing.Threads;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that install, reserve and remove peers with the same addresses. */
class HotSetRacesTest {
  private static final int ADDRESSES = 6;
  private static final int STEPS = 15_000;

  private final HotSet hotSet = new HotSet(new ManualTime());

  /** Which peer holds or has reserved an address, as its owner believes. */
  private final AtomicReferenceArray<PublicKey> owners = new AtomicReferenceArray<>(ADDRESSES);

  private final AtomicInteger conflicts = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anAddressHasOneHolderAtATime(long seed) throws Exception {
    Threads.run(seed, STEPS, this::step);

    assertThat(hotSet.size()).isZero();
    assertThat(hotSet.view()).isEmpty();
    assertThat(conflicts).as("they met").hasPositiveValue();
    for (int address = 0; address < ADDRESSES; address++) {
      assertThat(hotSet.heldLength(ip(address))).isEqualTo(-1);
      assertThat(hotSet.reserve(key(1_000 + address), List.of(ip(address)))).isNull();
    }
  }

  private void step(int thread, Random dice) {
    PublicKey key = key(10 * thread + dice.nextInt(3));
    int address = dice.nextInt(ADDRESSES);
    List<IpPrefix> wanted = List.of(ip(address));
    int departures = hotSet.departures();
    if (hotSet.reserve(key, wanted) != null) {
      conflicts.incrementAndGet();
      look(dice);
      return;
    }
    assertThat(owners.compareAndSet(address, null, key)).as("nobody else has it").isTrue();
    if (dice.nextBoolean()) {
      hotSet.installed(PeerConfig.builder(key).allowedIps(wanted).build());
      assertThat(hotSet.isStaying(key)).isTrue();
      assertThat(hotSet.heldLength(ip(address))).isEqualTo(32);
      assertThat(hotSet.initiationSeen(key)).isNotEqualTo(HotSet.Presence.ABSENT);
      assertThat(hotSet.beginRemoval(key, () -> true)).isTrue();
      assertThat(hotSet.beginRemoval(key, () -> true)).as("once").isFalse();
      assertThat(hotSet.initiationSeen(key)).isEqualTo(HotSet.Presence.ABSENT);
      owners.set(address, null);
      assertThat(hotSet.removed(key)).isTrue();
      assertThat(hotSet.removed(key)).isFalse();
    } else {
      owners.set(address, null);
      hotSet.release(key);
    }
    assertThat(hotSet.departures()).as("an address became free").isNotEqualTo(departures);
  }

  /** Checks that walks over the set see only complete peers. */
  private void look(Random dice) {
    if (dice.nextInt(20) == 0) {
      for (ResidentPeer peer : hotSet.view()) {
        assertThat(peer.key()).isNotNull();
      }
      assertThat(hotSet.size()).isBetween(0, ADDRESSES);
    }
  }
}
