package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.spi.Freshness;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that an earlier gateway left on the device are changed to match the control plane. */
class FoundPeersFlowTest {
  private static final Freshness MINUTE = Freshness.of(Duration.ofMinutes(1));

  private final Harness.Setup setup = Harness.setup();
  private final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();
  private Harness h;

  @BeforeEach
  void leaveAPeer() {
    setup.onDevice = List.of(config("10.0.0.1/32"));
    setup.policy = view -> List.of();
  }

  @AfterEach
  void close() {
    h.close();
  }

  private PeerConfig config(String... allowedIps) {
    return PeerConfig.builder(key)
        .allowedIps(List.of(allowedIps).stream().map(IpPrefix::parse).toList())
        .build();
  }

  private PeerOrigin origin() {
    return h.orchestrator.find(key).orElseThrow().origin();
  }

  @Test
  void anAdoptedPeerGetsWhatTheControlPlaneChangedMeanwhile() throws Exception {
    h = setup.start();
    byte[] bytes = new byte[PresharedKey.LENGTH];
    bytes[3] = 3;
    PeerConfig now =
        config("10.0.0.2/32").toBuilder()
            .presharedKey(PresharedKey.ofBytes(bytes))
            .persistentKeepaliveSeconds(25)
            .build();
    h.control.put(now, MINUTE);
    h.pass(Duration.ofMinutes(9));
    assertThat(origin()).as("in its grace").isEqualTo(PeerOrigin.FOREIGN);

    h.pass(Duration.ofMinutes(3));

    assertThat(origin()).isEqualTo(PeerOrigin.ADOPTED);
    assertThat(h.store.config(key)).contains(now);
  }

  @Test
  void anAdoptedPeerIsAskedAboutAgain() throws Exception {
    h = setup.start();
    h.control.put(config("10.0.0.1/32"), MINUTE);
    h.pass(Duration.ofMinutes(12));
    h.control.put(config("10.0.0.3/32"), MINUTE);
    h.pass(Duration.ofSeconds(62));
    assertThat(h.store.status(key).orElseThrow().allowedIps())
        .containsExactly(IpPrefix.parse("10.0.0.3/32"));

    h.control.putNotFound(key, Duration.ZERO);
    h.pass(Duration.ofSeconds(62));
    assertThat(h.store.contains(key)).isFalse();
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void aConfigThatBreaksARuleIsNotAdopted() throws Exception {
    h = setup.start();
    h.control.put(config("0.0.0.0/0"), MINUTE);
    h.pass(Duration.ofMinutes(30));
    assertThat(origin()).isEqualTo(PeerOrigin.FOREIGN);
    assertThat(h.orchestrator.statistics().sweeps().failedAdoptionLookups()).isPositive();
  }

  @Test
  void oneThatNobodyKnowsStaysUnlessTheDeviceIsTheGatewaysAlone() throws Exception {
    h = setup.start();
    h.pass(Duration.ofMinutes(30));
    assertThat(origin()).isEqualTo(PeerOrigin.FOREIGN);
    h.close();

    setup.eviction = EvictionOptions.builder().foundPeers(FoundPeers.REMOVE_UNKNOWN).build();
    h = setup.start();
    h.pass(Duration.ofMinutes(12));
    assertThat(h.store.contains(key)).isFalse();
    assertThat(h.control.questions()).as("it was asked about three times").hasSize(3);
    assertThat(h.orchestrator.statistics().count(EvictionCause.REVOKED)).isEqualTo(1);
  }

  @Test
  void nothingIsAskedAboutPeersThatBelongToOthers() throws Exception {
    setup.eviction = EvictionOptions.builder().foundPeers(FoundPeers.OURS_ONLY).build();
    h = setup.start();
    h.control.put(config("10.0.0.2/32"), MINUTE);
    h.pass(Duration.ofMinutes(30));
    h.control.hint(key);
    h.pass(Duration.ofMinutes(1));
    assertThat(h.control.questions()).isEmpty();
    assertThat(origin()).isEqualTo(PeerOrigin.FOREIGN);
  }
}
