package io.jitpeers.eviction;

import static io.jitpeers.eviction.PolicyPeers.peer;
import static io.jitpeers.eviction.PolicyPeers.selected;
import static io.jitpeers.eviction.PolicyPeers.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jitpeers.internal.hotset.Peers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {
  private static final Duration TEN = Duration.ofMinutes(10);

  @Test
  void idlePeersGoFromTheThresholdOnMostIdleFirst() {
    assertThat(
            selected(
                IdlePolicy.of(TEN),
                view(
                    peer(1).idle(TEN.minusNanos(1)),
                    peer(2).idle(TEN),
                    peer(3).idle(Duration.ofHours(1)),
                    peer(4).idle(TEN.plusNanos(1)))))
        .containsExactly(3, 4, 2);
    assertThat(IdlePolicy.of(TEN).select(view(peer(2).idle(TEN))))
        .containsExactly(new Eviction(Peers.key(2), EvictionCause.IDLE));
  }

  @Test
  void peersWithoutAHandshakeGoWhenTheirProbationEnds() {
    Duration after = Duration.ofSeconds(90);
    assertThat(
            selected(
                ProbationPolicy.of(after),
                view(
                    peer(1).probation(after.minusNanos(1)),
                    peer(2).probation(after),
                    peer(3).probation(Duration.ofHours(9)),
                    peer(4))))
        .containsExactly(3, 2);
    assertThat(ProbationPolicy.of(after).select(view(peer(2).probation(after))))
        .containsExactly(new Eviction(Peers.key(2), EvictionCause.NEVER_ESTABLISHED));
  }

  @Test
  void expiredPeersGo() {
    assertThat(
            selected(
                ExpiryPolicy.of(),
                view(
                    peer(1),
                    peer(2).expiry(Duration.ofNanos(1)),
                    peer(3).expiry(Duration.ZERO),
                    peer(4).expiry(Duration.ofHours(-1)))))
        .containsExactly(3, 4);
    assertThat(ExpiryPolicy.of().select(view(peer(2).expiry(Duration.ZERO))))
        .containsExactly(new Eviction(Peers.key(2), EvictionCause.EXPIRED));
  }

  @Test
  void theStandardIsExpiryThenProbationThenIdle() {
    assertThat(
            EvictionPolicies.standard()
                .select(
                    view(
                        peer(1).idle(TEN),
                        peer(2).idle(TEN.minusSeconds(1)),
                        peer(3).probation(Duration.ofSeconds(90)),
                        peer(4).probation(Duration.ofSeconds(89)),
                        peer(5).probation(Duration.ofHours(1)).expiry(Duration.ZERO))))
        .containsExactly(
            new Eviction(Peers.key(5), EvictionCause.EXPIRED),
            new Eviction(Peers.key(3), EvictionCause.NEVER_ESTABLISHED),
            new Eviction(Peers.key(1), EvictionCause.IDLE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S"})
  void thresholdsMustBeLongerThanZero(String text) {
    Duration wrong = Duration.parse(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IdlePolicy.of(wrong))
        .withMessageContaining(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbationPolicy.of(wrong))
        .withMessageContaining(text);
  }

  @Test
  void saysWhatItIs() {
    assertThat(IdlePolicy.of(TEN)).hasToString("IdlePolicy[after=PT10M]");
    assertThat(ProbationPolicy.of(TEN)).hasToString("ProbationPolicy[after=PT10M]");
    assertThat(ExpiryPolicy.of()).hasToString("ExpiryPolicy[]");
    assertThat(CapacityPolicy.of(1, 2, TEN))
        .hasToString("CapacityPolicy[soft=1, hard=2, idleThreshold=PT10M]");
  }
}
