package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.RaceRig.Rig;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testkit.FakePeerConfigSource.Question;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** Shared code of tests with connected clients whose configs change. */
abstract class TruthFlow {
  static final Freshness MINUTE = Freshness.of(Duration.ofMinutes(1));
  static final Freshness HOUR = Freshness.of(Duration.ofHours(1));
  static final InetSocketAddress ROAMED = new InetSocketAddress("203.0.113.9", 1234);

  final Rig rig = new Rig();
  final Harness.Setup setup = rig.setup;
  Harness h;

  @AfterEach
  void close() {
    if (h != null) {
      h.close();
    }
  }

  /** Starts without scheduled sweeps. */
  void start() throws Exception {
    h = rig.start();
    h.orchestrator.pauseEviction();
  }

  static PeerConfig config(PrivateKey client, String... allowedIps) {
    return PeerConfig.builder(client.publicKey()).allowedIps(prefixes(allowedIps)).build();
  }

  static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  /** Connects a client that keeps talking, with an answer that is fresh for a minute. */
  PrivateKey connected(String... allowedIps) {
    return connected(MINUTE, allowedIps);
  }

  PrivateKey connected(Freshness freshness, String... allowedIps) {
    PrivateKey client = h.newClient();
    h.control.put(config(client, allowedIps), freshness);
    assertThat(h.sendAndRun(client).outcome()).isEqualTo(PacketOutcome.INSTALLED);
    h.store.handshakeCompleted(client.publicKey(), ROAMED);
    return client;
  }

  List<IpPrefix> onDevice(PrivateKey client) {
    return h.store.status(client.publicKey()).orElseThrow().allowedIps();
  }

  /** Makes the gateway ask the control plane about a client; the answer is still open. */
  Question askedAbout(PrivateKey client) {
    h.control.answeringByHand();
    h.control.hint(client.publicKey());
    h.time.advance(Duration.ofMillis(100));
    assertThat(h.control.lastQuestion().key()).isEqualTo(client.publicKey());
    return h.control.lastQuestion();
  }

  void assertNothingIsOpen() {
    JitStatistics.Revalidations revalidations = h.orchestrator.statistics().revalidations();
    assertThat(revalidations.open()).isZero();
    assertThat(revalidations.refusedNow()).isZero();
    assertThat(revalidations.heldNow()).isZero();
    assertThat(revalidations.mostOverdue()).isZero();
  }
}
