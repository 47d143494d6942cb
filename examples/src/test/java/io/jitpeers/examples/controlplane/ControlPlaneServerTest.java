package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlPlaneServerTest {
  private static final String TOKEN = "right";

  private final PublicKey plain = newKey();
  private final PublicKey full = newKey();
  private final PublicKey ipv6 = newKey();
  private final Map<PublicKey, PeerConfig> peers =
      Map.of(
          plain,
          PeerConfig.builder(plain).allowedIp(IpPrefix.parse("10.0.0.1/32")).build(),
          full,
          PeerConfig.builder(full)
              .allowedIp(IpPrefix.parse("10.0.0.2/32"))
              .allowedIp(IpPrefix.parse("2001:db8::2/128"))
              .presharedKey(PresharedKey.ofBytes(new byte[32]))
              .endpoint(new InetSocketAddress("192.0.2.7", 51820))
              .persistentKeepaliveSeconds(25)
              .expiresAt(Instant.parse("2030-01-01T00:00:00Z"))
              .build(),
          ipv6,
          PeerConfig.builder(ipv6)
              .allowedIp(IpPrefix.parse("10.0.0.3/32"))
              .endpoint(new InetSocketAddress("2001:db8::7", 443))
              .build());
  private final ControlPlaneServer server =
      new ControlPlaneServer(key -> Optional.ofNullable(peers.get(key)), TOKEN);

  private static PublicKey newKey() {
    return PrivateKey.generate(new SecureRandom()).publicKey();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private HttpPeerConfigSource source(String token) {
    return HttpPeerConfigSource.builder(server.uri()).bearerToken(() -> token).build();
  }

  private static PeerLookup lookup(HttpPeerConfigSource source, PublicKey key) throws Exception {
    return source.lookup(key).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void everyConfigArrivesAsItIs() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      for (PeerConfig config : peers.values()) {
        assertThat(lookup(source, config.publicKey()))
            .isInstanceOfSatisfying(
                PeerLookup.Found.class,
                found -> {
                  assertThat(found.config()).isEqualTo(config);
                  assertThat(found.freshness().maxAge()).isEqualTo(Duration.ofSeconds(60));
                  assertThat(found.freshness().staleIfError()).isEqualTo(Duration.ofMinutes(10));
                });
      }
    }
    assertThat(server.requests()).isEqualTo(new ControlPlaneServer.Requests(3, 0, 0, 0));
  }

  @Test
  void anAnswerThatTheAskerHasIsNotSentAgain() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      PeerLookup first = lookup(source, full);
      assertThat(lookup(source, full)).isEqualTo(first);
    }
    assertThat(server.requests()).isEqualTo(new ControlPlaneServer.Requests(1, 1, 0, 0));
  }

  @Test
  void anUnknownPeerIsNotFoundForAWhile() throws Exception {
    try (HttpPeerConfigSource source = source(TOKEN)) {
      assertThat(lookup(source, newKey()))
          .isEqualTo(new PeerLookup.NotFound(Duration.ofSeconds(30)));
    }
    assertThat(server.requests().notFound()).isEqualTo(1);
  }

  @Test
  void aWrongTokenGetsNothing() {
    try (HttpPeerConfigSource source = source("wrong")) {
      assertThatThrownBy(() -> lookup(source, plain))
          .cause()
          .isInstanceOfSatisfying(
              LookupException.class,
              e -> assertThat(e.reason()).isEqualTo(LookupException.Reason.UNAVAILABLE));
    }
    assertThat(server.requests().found()).isZero();
    assertThat(server.requests().refused()).isEqualTo(1);
  }
}
