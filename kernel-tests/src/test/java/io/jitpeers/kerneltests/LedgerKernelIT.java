package io.jitpeers.kerneltests;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.KernelLedger;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The last class of a run: checks that the kernel has destroyed every peer that the run created.
 */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LedgerKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KernelLedger ledger = KernelLedger.shared();

  @Test
  @Order(1)
  void ledgerTellsPeersThatLiveFromPeersThatAreGone() {
    long created = ledger.peersCreated();
    long destroyed = ledger.peersDestroyed();
    try (NetNamespace namespace = NetNamespace.create("ledger")) {
      WireGuardInterface wg = WireGuardInterface.create(namespace, "wg0");
      for (int i = 0; i < 3; i++) {
        wg.set("peer", TestKeys.publicKey(i).toBase64());
      }
      assertThat(ledger.peersCreated()).isEqualTo(created + 3);
      assertThat(ledger.peersDestroyed()).isEqualTo(destroyed);

      wg.removePeer(TestKeys.publicKey(1));
      awaitDestroyed(destroyed + 1);
    }
    awaitDestroyed(destroyed + 3);
  }

  @Test
  @Order(2)
  void nothingIsCountedInAPause() throws Exception {
    // The kernel destroys an interface a moment after its peers, which a pause would miss.
    assertThat(Await.until(PATIENCE, ledger::isBalanced)).isTrue();
    long created = ledger.peersCreated();
    String interfaces =
        ledger.pausedWhile(
            () -> {
              try (NetNamespace namespace = NetNamespace.create("pause")) {
                WireGuardInterface.create(namespace, "wg0")
                    .set("peer", TestKeys.publicKey(1).toBase64());
                return namespace.run("wg", "show", "interfaces");
              }
            });
    assertThat(interfaces).isEqualTo("wg0\n");
    assertThat(ledger.peersCreated()).isEqualTo(created);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void everyPeerOfTheRunIsDestroyed() {
    assertThat(ledger.peersCreated()).isPositive();
    awaitDestroyed(ledger.peersCreated());
  }

  private void awaitDestroyed(long expected) {
    boolean inTime = Await.until(PATIENCE, () -> ledger.peersDestroyed() == expected);
    assertThat(ledger.peersDestroyed()).as("in time: %s", inTime).isEqualTo(expected);
  }
}
