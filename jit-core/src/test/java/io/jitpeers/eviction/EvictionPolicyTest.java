package io.jitpeers.eviction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.jitpeers.testkit.FakeResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EvictionPolicyTest {
  private static final HotSetView VIEW =
      new HotSetView(IntStream.range(0, 10).mapToObj(EvictionPolicyTest::peer).toList(), 100);

  private static PublicKey key(int number) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    bytes[0] = (byte) number;
    return PublicKey.ofBytes(bytes);
  }

  /**
   * Returns a peer that has been idle for as many minutes as its number, and received as many
   * bytes.
   */
  private static ResidentPeer peer(int number) {
    return FakeResidentPeer.builder(key(number))
        .state(PeerState.ESTABLISHED)
        .sinceInstalled(Duration.ofHours(1))
        .sinceHandshake(Duration.ofMinutes(number))
        .idle(Duration.ofMinutes(number))
        .bytes(number, 0)
        .build();
  }

  private static EvictionPolicy idleFor(int minutes) {
    return EvictionPolicy.when(
        EvictionCause.IDLE, peer -> peer.idle().compareTo(Duration.ofMinutes(minutes)) >= 0);
  }

  private static EvictionPolicy quiet(int bytes) {
    return EvictionPolicy.when(EvictionCause.MANUAL, peer -> peer.rxBytes() < bytes);
  }

  @Test
  void whenSelectsWhatMeetsTheCondition() {
    assertThat(idleFor(8).select(VIEW))
        .containsExactly(
            new Eviction(key(8), EvictionCause.IDLE), new Eviction(key(9), EvictionCause.IDLE));
    assertThat(idleFor(60).select(VIEW)).isEmpty();
  }

  @Test
  void orJoinsTwoPolicies() {
    assertThat(idleFor(9).or(quiet(2)).select(VIEW))
        .containsExactly(
            new Eviction(key(9), EvictionCause.IDLE),
            new Eviction(key(0), EvictionCause.MANUAL),
            new Eviction(key(1), EvictionCause.MANUAL));
  }

  @Test
  void theFirstPolicysCauseStands() {
    List<Eviction> joined = idleFor(0).or(quiet(5)).select(VIEW);
    assertThat(joined).hasSize(10).extracting(Eviction::cause).containsOnly(EvictionCause.IDLE);
    assertThat(quiet(5).or(idleFor(0)).select(VIEW))
        .hasSize(10)
        .extracting(Eviction::key)
        .doesNotHaveDuplicates();
  }

  @Test
  void bothPoliciesSeeTheSameView() {
    List<HotSetView> seen = new ArrayList<>();
    EvictionPolicy spy =
        view -> {
          seen.add(view);
          return List.of();
        };
    assertThat(spy.or(spy).or(spy).select(VIEW)).isEmpty();
    assertThat(seen).hasSize(3).allSatisfy(view -> assertThat(view).isSameAs(VIEW));
  }

  @Test
  @SuppressWarnings("NullAway")
  void refusesNullsWhenItIsMade() {
    assertThatNullPointerException().isThrownBy(() -> idleFor(1).or(null));
    assertThatNullPointerException().isThrownBy(() -> EvictionPolicy.when(null, peer -> true));
    assertThatNullPointerException()
        .isThrownBy(() -> EvictionPolicy.when(EvictionCause.IDLE, null));
  }

  @Test
  void aViewIsACopy() {
    List<ResidentPeer> peers = new ArrayList<>(List.of(peer(1)));
    HotSetView view = new HotSetView(peers, Integer.MAX_VALUE);
    peers.clear();
    assertThat(view.size()).isEqualTo(1);
    assertThat(view.peers()).isUnmodifiable();
  }

  @ParameterizedTest
  @EnumSource(EvictionCause.class)
  void onlySomeCausesEndTheAuthorization(EvictionCause cause) {
    boolean ends =
        switch (cause) {
          case IDLE, NEVER_ESTABLISHED, OVER_CAPACITY, MOVED, POLICY -> false;
          case EXPIRED, REVOKED, MANUAL -> true;
        };
    assertThat(cause.endsAuthorization()).isEqualTo(ends);
  }
}
