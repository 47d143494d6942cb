package io.jitpeers.spring;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that connects to a gateway in a test. */
final class Client {
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.7", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51_820);

  private static final Tai64n NOW = Tai64n.of(Instant.parse("2026-11-30T12:00:00Z"));

  private final FakeClient client;

  private Client(FakeClient client) {
    this.client = client;
  }

  static Client of(JitOrchestrator gateway) {
    SecureRandom random = new SecureRandom();
    PublicKey key = gateway.device().orElseThrow().publicKey();
    return new Client(FakeClient.of(PrivateKey.generate(random), key, random));
  }

  PublicKey key() {
    return client.publicKey();
  }

  /** Sends an initiation, and waits until the gateway passes it on. */
  Client connect(DirectPacketSource packets) throws Exception {
    byte[] initiation = client.begin(NOW).initiation();
    CompletableFuture<ByteBuffer> passed = new CompletableFuture<>();
    packets.offer(ByteBuffer.wrap(initiation), ADDRESS, GATEWAY, passed::complete);
    passed.get(2, TimeUnit.MINUTES);
    return this;
  }

  /** A control plane that knows every key. */
  static PeerConfigSource whoKnowsEverybody() {
    return query ->
        CompletableFuture.completedFuture(
            PeerLookup.found(
                PeerConfig.builder(query.key())
                    .allowedIp(IpPrefix.parse(address(query.key())))
                    .build(),
                Freshness.of(Duration.ofMinutes(1))));
  }

  /** An address of its own for each key. */
  private static String address(PublicKey key) {
    byte[] bytes = key.toBytes();
    return "10." + (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "/32";
  }
}
