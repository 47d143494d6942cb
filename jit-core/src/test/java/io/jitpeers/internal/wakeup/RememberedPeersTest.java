package io.jitpeers.internal.wakeup;

import static io.jitpeers.internal.hotset.Peers.config;
import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static io.jitpeers.internal.hotset.Peers.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RememberedPeersTest {
  private static final InetSocketAddress IPV4 = new InetSocketAddress("198.51.100.7", 40_000);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("2001:db8::7", 65_535);

  private final ManualTime time = new ManualTime();
  private final RememberedPeers peers =
      new RememberedPeers(
          WakeUpOptions.builder()
              .indexSize(3)
              .remember(Duration.ofHours(1))
              .pause(Duration.ofSeconds(5))
              .maxPause(Duration.ofSeconds(20))
              .build(),
          time);

  private static IpPrefix at(String address) {
    return IpPrefix.parse(address);
  }

  @Test
  void keepsEndpointsOfBothFamilies() {
    peers.provisioned(config(1), IPV4, null);
    peers.provisioned(config(2), IPV6, null);
    peers.provisioned(config(3), null, null);
    assertThat(peers.wake(key(1))).isEqualTo(IPV4);
    assertThat(peers.wake(key(2))).isEqualTo(IPV6);
    assertThat(peers.wake(key(3))).isNull();
    assertThat(peers.wake(key(4))).isNull();
  }

  @Test
  void forgetsWhomItHasNotSeenForTheLongestTime() {
    peers.provisioned(config(1), IPV4, null);
    peers.provisioned(config(2), IPV4, null);
    peers.provisioned(config(3), IPV4, null);
    peers.listed(key(1), new IpPrefix[] {ip(1)}, status(1, 0, 0, 0));
    peers.provisioned(config(4), IPV4, null);
    assertThat(peers.size()).isEqualTo(3);
    assertThat(peers.holder(ip(2), -1)).isNull();
    assertThat(peers.holder(ip(1), -1)).isEqualTo(key(1));
    // A listing without an endpoint does not remove a known one.
    assertThat(peers.wake(key(1))).isEqualTo(IPV4);
  }

  @Test
  void remembersForALimitedTime() {
    peers.provisioned(config(1), IPV4, null);
    time.advance(Duration.ofMinutes(59));
    assertThat(peers.holder(ip(1), -1)).isEqualTo(key(1));
    time.advance(Duration.ofMinutes(1));
    assertThat(peers.holder(ip(1), -1)).isNull();
    int before = peers.additions();
    peers.provisioned(config(1), IPV4, null);
    assertThat(peers.additions()).isNotEqualTo(before);
    assertThat(peers.holder(ip(1), -1)).isEqualTo(key(1));
  }

  /** The address counts as unknown by then, and that verdict must not outlast the new peer. */
  @Test
  void anAddressThatOnlyAForgottenPeerHeldIsAdded() {
    peers.provisioned(config(1, "10.0.0.9/32"), IPV4, null);
    time.advance(Duration.ofHours(1));
    int before = peers.additions();
    peers.provisioned(config(2, "10.0.0.9/32"), IPV4, null);
    assertThat(peers.additions()).isNotEqualTo(before);
  }

  @Test
  void theMoreSpecificPrefixWinsAndThenTheMoreRecentPeer() {
    peers.provisioned(config(1, "10.1.0.0/16", "2001:db8::/32"), IPV4, null);
    peers.provisioned(config(2, "10.1.2.0/24"), IPV4, null);
    assertThat(peers.holder(at("10.1.2.3"), -1)).isEqualTo(key(2));
    assertThat(peers.holder(at("10.1.3.3"), -1)).isEqualTo(key(1));
    assertThat(peers.holder(at("2001:db8:1::1"), -1)).isEqualTo(key(1));
    assertThat(peers.holder(at("10.2.0.1"), -1)).isNull();
    assertThat(peers.holder(at("10.1.2.3"), 23)).isEqualTo(key(2));
    assertThat(peers.holder(at("10.1.2.3"), 24)).as("nothing longer").isNull();
    peers.provisioned(config(3, "10.1.2.0/24"), IPV4, null);
    assertThat(peers.holder(at("10.1.2.3"), -1)).isEqualTo(key(3));
    peers.forget(key(3));
    assertThat(peers.holder(at("10.1.2.3"), -1)).isEqualTo(key(1));
  }

  @Test
  void allowedIpsFollowTheConfig() {
    peers.provisioned(config(1, "10.1.0.1/32", "10.1.0.2/32"), IPV4, null);
    peers.provisioned(config(1, "10.1.0.2/32", "10.1.0.3/32"), IPV4, null);
    assertThat(peers.holder(at("10.1.0.1"), -1)).isNull();
    assertThat(peers.holder(at("10.1.0.2"), -1)).isEqualTo(key(1));
    assertThat(peers.holder(at("10.1.0.3"), -1)).isEqualTo(key(1));
  }

  @Test
  void aPauseDoublesUntilItIsTheLongest() {
    peers.provisioned(config(1), IPV4, null);
    assertThat(peers.isPaused(key(1))).isFalse();
    for (int seconds : new int[] {5, 10, 20, 20, 20}) {
      peers.wake(key(1));
      peers.woken(config(1));
      time.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(peers.isPaused(key(1))).isTrue();
      time.advance(Duration.ofMillis(1));
      assertThat(peers.isPaused(key(1))).isFalse();
    }
    peers.wake(key(1));
    peers.listed(key(1), new IpPrefix[] {ip(1)}, status(1, 0, 0, 0));
    assertThat(peers.isPaused(key(1))).isTrue();
    peers.listed(key(1), new IpPrefix[] {ip(1)}, status(1, 9, 0, 0));
    assertThat(peers.isPaused(key(1))).isFalse();
  }

  @Test
  void aWakeUpThatInstalledNothingDoesNotDoubleThePause() {
    peers.provisioned(config(1), IPV4, null);
    for (int i = 0; i < 3; i++) {
      peers.wake(key(1));
      assertThat(peers.isPaused(key(1))).isTrue();
      time.advance(Duration.ofSeconds(5));
      assertThat(peers.isPaused(key(1))).isFalse();
    }
  }
}
