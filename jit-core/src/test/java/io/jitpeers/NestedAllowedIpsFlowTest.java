package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.options.NestedAllowedIps;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A hub with a subnet router for 10.0.0.0/16, and a client inside that prefix, 10.0.5.2/32. */
class NestedAllowedIpsFlowTest {
  private static final String ROUTER = "10.0.0.0/16";
  private static final String CLIENT = "10.0.5.2/32";

  private static Harness start(NestedAllowedIps rule) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.rules = PeerConfigRules.builder().nestedAllowedIps(rule).build();
    return setup.start();
  }

  private static PrivateKey known(Harness h, String allowedIp) {
    PrivateKey client = h.newClient();
    h.control.put(config(client.publicKey(), allowedIp), Freshness.of(Duration.ofHours(1)));
    return client;
  }

  private static PeerConfig config(PublicKey key, String allowedIp) {
    return PeerConfig.builder(key).allowedIp(IpPrefix.parse(allowedIp)).build();
  }

  private static String lastReason(Harness h) {
    List<JitEvent.PeerRefused> refused = h.events(JitEvent.PeerRefused.class);
    return refused.get(refused.size() - 1).reason();
  }

  private static void sweep(Harness h) {
    CompletableFuture<SweepReport> swept = h.orchestrator.evictNow();
    h.stages.runAll();
    assertThat(swept).isCompleted();
  }

  private static PublicKey holderOf(Harness h, String address) throws Exception {
    return h.store.peerFor(InetAddress.getByName(address)).orElseThrow();
  }

  @Test
  void bothAreInstalledWherePermittedInEitherOrderAndTheLongestMatchWins() throws Exception {
    for (boolean routerFirst : new boolean[] {true, false}) {
      try (Harness h = start(NestedAllowedIps.PERMIT)) {
        PrivateKey router = known(h, ROUTER);
        PrivateKey client = known(h, CLIENT);
        for (PrivateKey next : routerFirst ? List.of(router, client) : List.of(client, router)) {
          assertThat(h.sendAndRun(next).outcome()).isEqualTo(PacketOutcome.INSTALLED);
        }
        assertThat(holderOf(h, "10.0.5.2")).isEqualTo(client.publicKey());
        assertThat(holderOf(h, "10.0.5.3")).isEqualTo(router.publicKey());
      }
    }
  }

  @Test
  void theSecondOneIsRefusedByDefaultWithTheSettingThatPermitsIt() throws Exception {
    try (Harness h = Harness.setup().start()) {
      PrivateKey router = known(h, ROUTER);
      h.sendAndRun(router);
      assertThat(h.sendAndRun(known(h, CLIENT)).outcome()).isEqualTo(PacketOutcome.REJECTED);
      assertThat(h.count(Outcome.CONFIG_REFUSED)).isOne();
      assertThat(lastReason(h))
          .isEqualTo(
              "the allowed IP 10.0.5.2/32 overlaps 10.0.0.0/16 of the resident peer "
                  + router.publicKey()
                  + "; peer-config.nested-allowed-ips=permit lets the longest match win");
    }
  }

  @Test
  void anIdenticalPrefixIsRefusedWhateverTheRuleIs() throws Exception {
    for (NestedAllowedIps rule : NestedAllowedIps.values()) {
      try (Harness h = start(rule)) {
        PrivateKey router = known(h, ROUTER);
        h.sendAndRun(router);
        assertThat(h.sendAndRun(known(h, ROUTER)).outcome()).isEqualTo(PacketOutcome.REJECTED);
        assertThat(lastReason(h))
            .contains("is also an allowed IP of the resident peer " + router.publicKey());
        assertThat(holderOf(h, "10.0.5.2")).isEqualTo(router.publicKey());
      }
    }
  }

  /** An operator added a peer with "wg set" before the gateway started. */
  @Test
  void aDefaultRouteOfSomebodyElseLetsClientsInWherePermitted() throws Exception {
    for (NestedAllowedIps rule : NestedAllowedIps.values()) {
      try (Harness h = start(rule)) {
        PublicKey operators = h.newClient().publicKey();
        h.store.install(List.of(config(operators, "0.0.0.0/0")));
        sweep(h);
        PacketOutcome outcome = h.sendAndRun(known(h, CLIENT)).outcome();
        if (rule == NestedAllowedIps.REFUSE) {
          assertThat(outcome).isEqualTo(PacketOutcome.REJECTED);
          assertThat(lastReason(h))
              .contains("another program installed", "nested-allowed-ips=permit-inside-foreign");
        } else {
          assertThat(outcome).isEqualTo(PacketOutcome.INSTALLED);
          assertThat(holderOf(h, "192.0.2.1")).isEqualTo(operators);
        }
      }
    }
  }

  @Test
  void aPrefixAroundOneOfSomebodyElseIsNeverPermitted() throws Exception {
    for (NestedAllowedIps rule : NestedAllowedIps.values()) {
      try (Harness h = start(rule)) {
        PublicKey operators = h.newClient().publicKey();
        h.store.install(List.of(config(operators, CLIENT)));
        sweep(h);
        assertThat(h.sendAndRun(known(h, ROUTER)).outcome()).isEqualTo(PacketOutcome.REJECTED);
        assertThat(h.store.size()).isOne();
      }
    }
  }
}
