package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResidentTableTest {
  private final Object lock = new Object();
  private final ResidentTable table = new ResidentTable(lock, 42);

  private static ResidentRecord peer(int number) {
    return new ResidentRecord(
        key(number), PeerOrigin.PROVISIONED, new IpPrefix[] {Peers.ip(number)}, 0);
  }

  private List<ResidentRecord> all() {
    List<ResidentRecord> all = new ArrayList<>();
    table.forEach(all::add);
    return all;
  }

  @Test
  void agreesWithAMap() {
    Random random = new Random(99);
    Map<PublicKey, ResidentRecord> model = new HashMap<>();
    for (int step = 0; step < 30_000; step++) {
      int number = random.nextInt(4_000);
      if (model.containsKey(key(number))) {
        assertThat(table.remove(key(number))).isSameAs(model.remove(key(number)));
      } else {
        assertThat(table.remove(key(number))).isNull();
        ResidentRecord peer = peer(number);
        table.add(peer);
        model.put(peer.key, peer);
      }
      PublicKey probe = key(random.nextInt(4_000));
      assertThat(table.get(probe)).isSameAs(model.get(probe));
      assertThat(table.contains(probe)).isEqualTo(model.containsKey(probe));
      assertThat(table.size()).isEqualTo(model.size());
    }
    assertThat(all()).containsExactlyInAnyOrderElementsOf(model.values());
    table.clear();
    assertThat(table.size()).isZero();
    assertThat(all()).isEmpty();
    assertThat(table.get(key(1))).isNull();
  }

  /** Equal hash codes: the keys differ in two parts that cancel each other out. */
  @Test
  void keepsApartKeysWithTheSameHashCode() {
    List<PublicKey> keys = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      ByteBuffer bytes = ByteBuffer.allocate(PublicKey.LENGTH).putLong(16, 31L * i).putLong(24, -i);
      keys.add(PublicKey.ofBytes(bytes.array()));
    }
    assertThat(keys).extracting(PublicKey::hashCode).containsOnly(keys.get(0).hashCode());
    for (PublicKey key : keys) {
      table.add(new ResidentRecord(key, PeerOrigin.PROVISIONED, new IpPrefix[0], 0));
    }
    for (PublicKey key : keys) {
      assertThat(table.remove(key).key).isEqualTo(key);
      assertThat(table.get(key)).isNull();
    }
    assertThat(table.size()).isZero();
  }

  /** The table doubles several times during the walk, and peers leave before and behind it. */
  @Test
  void aWalkVisitsWhoIsThereAllTheTimeOnce() {
    for (int i = 0; i < 1_000; i++) {
      table.add(peer(i));
    }
    Set<PublicKey> gone = new HashSet<>();
    List<PublicKey> visited = new ArrayList<>();
    int number = 1_000;
    ResidentTable.Walk walk = table.walk();
    for (int step = 0; walk.next(peer -> visited.add(peer.key)); step++) {
      for (int i = 0; i < 20 && number < 9_000; i++) {
        table.add(peer(number++));
      }
      if (step < 500 && table.remove(key(step)) != null) {
        gone.add(key(step));
      }
    }
    assertThat(visited).doesNotHaveDuplicates();
    for (int i = 0; i < 1_000; i++) {
      assertThat(visited.contains(key(i)) || gone.contains(key(i))).as("peer %d", i).isTrue();
    }
    assertThat(number).as("it doubled three times").isEqualTo(9_000);
  }

  @Test
  void holdsTheLockWhileItVisits() {
    table.add(peer(1));
    table.forEach(peer -> assertThat(Thread.holdsLock(lock)).isTrue());
  }

  @Test
  void theActionMayRemoveWhomItVisits() {
    for (int i = 0; i < 500; i++) {
      table.add(peer(i));
    }
    table.forEach(peer -> assertThat(table.remove(peer.key)).isSameAs(peer));
    assertThat(table.size()).isZero();
  }

  @Test
  void aWalkGoesOnAfterAClear() {
    for (int i = 0; i < 1_000; i++) {
      table.add(peer(i));
    }
    List<PublicKey> visited = new ArrayList<>();
    ResidentTable.Walk walk = table.walk();
    while (visited.size() < 500) {
      assertThat(walk.next(peer -> visited.add(peer.key))).isTrue();
    }
    table.clear();
    for (int i = 0; i < 1_000; i++) {
      table.add(peer(i));
    }
    while (walk.next(peer -> visited.add(peer.key))) {
      assertThat(visited).hasSizeLessThanOrEqualTo(1_000);
    }
    assertThat(visited).hasSize(1_000).doesNotHaveDuplicates();
  }

  /** With this seed, the record has the hash 0, which is the start of the first bucket. */
  @Test
  void aWalkVisitsTheSmallestHash() {
    ResidentTable seeded = new ResidentTable(lock, -key(1).hashCode());
    ResidentRecord peer = peer(1);
    seeded.add(peer);
    assertThat(peer.hash).isZero();
    List<ResidentRecord> visited = new ArrayList<>();
    seeded.forEach(visited::add);
    assertThat(visited).containsExactly(peer);
  }

  /** Each step takes the lock. A table that had many peers has many empty buckets. */
  @Test
  void aWalkOverFewPeersTakesFewSteps() {
    for (int i = 0; i < 20_000; i++) {
      table.add(peer(i));
    }
    for (int i = 10; i < 20_000; i++) {
      assertThat(table.remove(key(i))).isNotNull();
    }
    List<PublicKey> visited = new ArrayList<>();
    int steps = 1;
    ResidentTable.Walk walk = table.walk();
    while (walk.next(peer -> visited.add(peer.key))) {
      steps++;
    }
    assertThat(visited).hasSize(10);
    assertThat(steps).isLessThan(100);
  }
}
