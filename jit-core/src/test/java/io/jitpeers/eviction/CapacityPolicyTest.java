package io.jitpeers.eviction;

import static io.jitpeers.eviction.PolicyPeers.peer;
import static io.jitpeers.eviction.PolicyPeers.selected;
import static io.jitpeers.eviction.PolicyPeers.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.internal.hotset.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CapacityPolicyTest {
  /** The idle threshold is 780 s at the soft limit and 180 s at the hard one. */
  private static final CapacityPolicy POLICY = CapacityPolicy.of(10, 20, Duration.ofMinutes(13));

  private static HotSetView many(int count, IntFunction<Duration> idle) {
    return view(
        Integer.MAX_VALUE,
        IntStream.rangeClosed(1, count).mapToObj(i -> peer(i).idle(idle.apply(i))).toList());
  }

  @Test
  void nobodyGoesUpToTheSoftLimit() {
    assertThat(selected(POLICY, many(10, i -> Duration.ofDays(1)))).isEmpty();
    assertThat(selected(POLICY, view())).isEmpty();
  }

  @Test
  void aboveTheSoftLimitOnlyTheExcessGoes() {
    assertThat(selected(POLICY, many(13, i -> Duration.ofDays(i)))).containsExactly(13, 12, 11);
    assertThat(POLICY.select(many(11, i -> Duration.ofDays(i))))
        .containsExactly(new Eviction(Peers.key(11), EvictionCause.OVER_CAPACITY));
  }

  @Test
  void theThresholdShrinksWithTheExcess() {
    // 15 peers exceed the soft limit of 10 by five, which is half way to the hard limit: 780 s -
    // 300 s = 8 min.
    Duration threshold = Duration.ofMinutes(8);
    assertThat(selected(POLICY, many(15, i -> i == 7 ? threshold : threshold.minusNanos(1))))
        .containsExactly(7);
    // 11 peers exceed the soft limit by one: 780 s - 60 s.
    assertThat(selected(POLICY, many(11, i -> Duration.ofSeconds(i == 7 ? 720 : 719))))
        .containsExactly(7);
    // At the hard limit, the threshold is the lossless floor.
    assertThat(selected(POLICY, many(20, i -> Duration.ofSeconds(i == 7 ? 180 : 179))))
        .containsExactly(7);
  }

  @Test
  void aboveTheHardLimitTheLeastRecentlyUsedGoWhateverTheThreshold() {
    assertThat(selected(POLICY, many(23, i -> Duration.ofSeconds(i)))).containsExactly(23, 22, 21);
    assertThat(selected(POLICY, many(23, i -> Duration.ofSeconds(i == 4 || i == 5 ? 200 : i))))
        .as("two by the threshold, one more by the limit")
        .containsExactly(4, 5, 23);
    assertThat(selected(POLICY, many(23, i -> Duration.ofSeconds(1_000 + i))))
        .as("down to the soft limit if all are idle")
        .hasSize(13);
  }

  @Test
  void peersWithADeadSessionGoFirst() {
    List<PolicyPeers> peers = new ArrayList<>();
    for (int i = 1; i <= 21; i++) {
      // Only keepalives arrive: the peer is idle for long, but its session lives.
      peers.add(peer(i).idle(Duration.ofHours(5)).handshake(Duration.ofSeconds(100)));
    }
    peers.set(4, peer(5).idle(Duration.ofSeconds(181)).handshake(Duration.ofSeconds(181)));
    peers.set(5, peer(6).probation(Duration.ofSeconds(200)));
    peers.set(6, peer(7).probation(Duration.ofSeconds(2)));
    List<Integer> selected = selected(POLICY, view(Integer.MAX_VALUE, peers));
    assertThat(selected).hasSize(11).startsWith(6, 5).doesNotContain(7);
  }

  @Test
  void pinnedAndForeignPeersCountButStay() {
    List<PolicyPeers> peers = new ArrayList<>();
    IntStream.rangeClosed(1, 9).forEach(i -> peers.add(peer(i).idle(Duration.ofDays(9)).pinned()));
    IntStream.rangeClosed(10, 18)
        .forEach(i -> peers.add(peer(i).idle(Duration.ofDays(9)).origin(PeerOrigin.FOREIGN)));
    peers.add(peer(19).idle(Duration.ofDays(1)));
    peers.add(peer(20).idle(Duration.ofDays(2)).origin(PeerOrigin.ADOPTED));
    peers.add(peer(21).idle(Duration.ofDays(3)));
    assertThat(selected(POLICY, view(Integer.MAX_VALUE, peers)))
        .as("one always stays")
        .containsExactly(21, 20);
  }

  @Test
  void neverEverything() {
    CapacityPolicy one = CapacityPolicy.of(1, 1, Duration.ofMinutes(10));
    assertThat(selected(one, many(5, i -> Duration.ofDays(i)))).containsExactly(5, 4, 3, 2);
    assertThat(selected(one, view(peer(1).pinned(), peer(2).pinned()))).isEmpty();
    assertThat(selected(one, view(peer(1).pinned(), peer(2)))).isEmpty();
  }

  @Test
  void aSmallerSuggestedLimitStandsInForTheHardOne() {
    List<PolicyPeers> peers =
        IntStream.rangeClosed(1, 12).mapToObj(i -> peer(i).idle(Duration.ofSeconds(i))).toList();
    assertThat(selected(POLICY, view(20, peers))).isEmpty();
    assertThat(selected(POLICY, view(10, peers))).containsExactly(12, 11);
    List<PolicyPeers> idle =
        IntStream.rangeClosed(1, 7).mapToObj(i -> peer(i).idle(Duration.ofDays(i))).toList();
    assertThat(selected(POLICY, view(10, idle))).as("soft is 5 then").containsExactly(7, 6);
    assertThat(selected(POLICY, view(0, idle))).as("never everything").hasSize(6);
  }

  @Test
  void refusesLimitsThatMakeNoSense() {
    Duration ten = Duration.ofMinutes(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapacityPolicy.of(0, 5, ten))
        .withMessageContaining("not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapacityPolicy.of(5, 4, ten))
        .withMessageContaining("not 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CapacityPolicy.of(5, 6, Duration.ofSeconds(179)))
        .withMessageContaining("PT2M59S");
    assertThat(CapacityPolicy.of(5, 5, Duration.ofMinutes(3)).select(many(5, i -> ten))).isEmpty();
  }
}
