package io.jitpeers.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.FakeResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Policies that keep few peers in memory select the same peers as a sort of all peers does. */
class PolicyModelTest {
  private static final Duration SESSION = EvictionPolicies.LOSSLESS_FLOOR;
  private static final Duration IDLE = Duration.ofMinutes(10);

  @RepeatedTest(200)
  void capacitySelectsWhatASortOfAllPeersSelects(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<ResidentPeer> peers = peers(random, random.nextInt(60));
    int soft = 1 + random.nextInt(40);
    int hard = soft + random.nextInt(20);

    List<Eviction> selected =
        CapacityPolicy.of(soft, hard, IDLE).select(new HotSetView(peers, Integer.MAX_VALUE));

    assertThat(selected).extracting(Eviction::key).isEqualTo(model(peers, soft, hard));
  }

  private static List<PublicKey> model(List<ResidentPeer> peers, int soft, int hard) {
    int size = peers.size();
    if (size <= soft) {
      return List.of();
    }
    List<ResidentPeer> candidates =
        peers.stream()
            .filter(peer -> !peer.pinned() && peer.origin() != PeerOrigin.FOREIGN)
            .sorted(
                Comparator.comparing(PolicyModelTest::sessionMayLive)
                    .thenComparing(Comparator.comparing(ResidentPeer::idle).reversed()))
            .toList();
    Duration threshold =
        size >= hard
            ? SESSION
            : IDLE.minus(IDLE.minus(SESSION).multipliedBy(size - soft).dividedBy(hard - soft));
    Set<PublicKey> selected = new LinkedHashSet<>();
    for (ResidentPeer peer : candidates) {
      if (selected.size() < size - soft && peer.idle().compareTo(threshold) >= 0) {
        selected.add(peer.key());
      }
    }
    for (ResidentPeer peer : candidates) {
      if (selected.size() < size - hard) {
        selected.add(peer.key());
      }
    }
    return selected.stream().limit(Math.max(0, candidates.size() - 1)).toList();
  }

  private static boolean sessionMayLive(ResidentPeer peer) {
    Duration session = peer.sinceHandshake();
    return peer.idle().compareTo(SESSION) < 0
        || (session != null && session.compareTo(SESSION) < 0);
  }

  @RepeatedTest(20)
  void idleSelectsWhatASortOfAllPeersSelects(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<ResidentPeer> peers = peers(random, 50);

    assertThat(IdlePolicy.of(SESSION).select(new HotSetView(peers, Integer.MAX_VALUE)))
        .extracting(Eviction::key)
        .isEqualTo(
            peers.stream()
                .filter(peer -> peer.idle().compareTo(SESSION) >= 0)
                .sorted(Comparator.comparing(ResidentPeer::idle).reversed())
                .map(ResidentPeer::key)
                .toList());
  }

  /** Few different values, so that many peers are equal in the policies' order. */
  private static List<ResidentPeer> peers(Random random, int count) {
    List<ResidentPeer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      PublicKey key = PublicKey.ofBytes(ByteBuffer.allocate(32).putInt(28, i).array());
      peers.add(
          FakeResidentPeer.builder(key)
              .origin(random.nextInt(8) == 0 ? PeerOrigin.FOREIGN : PeerOrigin.PROVISIONED)
              .pinned(random.nextInt(8) == 0)
              .idle(Duration.ofMinutes(random.nextInt(12)))
              .sinceHandshake(random.nextBoolean() ? null : Duration.ofMinutes(random.nextInt(6)))
              .build());
    }
    return peers;
  }
}
