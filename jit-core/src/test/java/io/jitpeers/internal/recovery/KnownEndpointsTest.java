package io.jitpeers.internal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KnownEndpointsTest {
  private static final InetSocketAddress HOME = new InetSocketAddress("198.51.100.7", 40_000);
  private static final InetSocketAddress AWAY = new InetSocketAddress("2001:db8::7", 65_535);

  private final ManualTime time = new ManualTime();
  private final KnownEndpoints known =
      new KnownEndpoints(
          RecoveryOptions.builder().indexSize(2).remember(Duration.ofHours(1)).build(), time);

  private static PublicKey key(int n) {
    return PublicKey.ofHex(String.format("%064x", n));
  }

  private void see(int n, InetSocketAddress at) {
    known.provisioned(config(n), at, null);
  }

  private static PeerConfig config(int n) {
    return PeerConfig.builder(key(n)).allowedIp(IpPrefix.parse("10.0.0." + n + "/32")).build();
  }

  private PublicKey at(InetSocketAddress endpoint) {
    return known.at(Endpoint.of(endpoint));
  }

  @Test
  void endpointsAreKeptWhole() {
    assertThat(Endpoint.of(HOME).toAddress()).isEqualTo(HOME);
    assertThat(Endpoint.of(AWAY).toAddress()).isEqualTo(AWAY);
  }

  @Test
  void aClientIsKnownWhereItWasSeenLast() {
    see(1, HOME);
    assertThat(at(HOME)).isEqualTo(key(1));
    see(1, AWAY);
    assertThat(at(HOME)).isNull();
    assertThat(at(AWAY)).isEqualTo(key(1));
    known.forget(key(1));
    assertThat(at(AWAY)).isNull();
    assertThat(known.size()).isZero();
  }

  @Test
  void anEndpointBelongsToItsLatestClient() {
    see(1, HOME);
    see(2, HOME);
    assertThat(at(HOME)).isEqualTo(key(2));
    see(1, AWAY);
    assertThat(at(HOME)).as("1 no longer claims it").isEqualTo(key(2));
    known.forget(key(1));
    assertThat(at(HOME)).isEqualTo(key(2));
  }

  @Test
  void aWokenPeerIsExpectedAtTheEndpointOfItsConfig() {
    known.woken(config(1).withEndpoint(AWAY));
    assertThat(at(AWAY)).isEqualTo(key(1));
    known.woken(config(2));
    known.provisioned(config(2), null, null);
    assertThat(known.size()).isOne();
  }

  @Test
  void itForgetsAfterSomeTime() {
    see(1, HOME);
    time.advance(Duration.ofHours(1).minusNanos(1));
    assertThat(at(HOME)).isEqualTo(key(1));
    time.advance(Duration.ofNanos(1));
    assertThat(at(HOME)).isNull();
  }

  @Test
  void ifItIsFullItForgetsTheOldest() {
    see(1, HOME);
    see(2, AWAY);
    see(1, HOME);
    see(3, new InetSocketAddress("198.51.100.7", 40_001));
    assertThat(at(AWAY)).isNull();
    assertThat(at(HOME)).isEqualTo(key(1));
    assertThat(known.size()).isEqualTo(2);
  }
}
