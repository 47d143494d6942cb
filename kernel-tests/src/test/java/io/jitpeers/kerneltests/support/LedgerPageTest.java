package io.jitpeers.kerneltests.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerPageTest {
  private final LedgerPage page = new LedgerPage();

  @Test
  void peersAndInterfacesThatCameAndWentAreBalanced() {
    page.accept("wireguard: wg0: Interface created");
    page.accept("wireguard: wg0: Peer 17 created");
    assertThat(page.isBalanced()).isFalse();
    page.accept("wireguard: wg0: Peer 17 (192.0.2.1:51820) destroyed");
    page.accept("wireguard: wg0: Interface destroyed");

    assertThat(page.isBalanced()).isTrue();
    assertThat(page.peersCreated()).isEqualTo(1);
    assertThat(page.peersDestroyed()).isEqualTo(1);
    assertThat(page.takeFaults()).isEmpty();
  }

  @Test
  void whatIsLeftIsAFaultAndToldOnce() {
    page.accept("wireguard: wg0: Interface created");
    page.accept("wireguard: wg0: Interface created");
    page.accept("wireguard: wg0: Interface destroyed");
    page.accept("wireguard: wg1: Peer 18 created");

    assertThat(page.takeFaults())
        .containsExactly(
            "1 peers were created and not destroyed, as number 18",
            "1 interfaces were not destroyed");
    assertThat(page.takeFaults()).isEmpty();
  }

  @Test
  void peerOfEarlierTimesIsNoneOfOurs() {
    page.accept("wireguard: wg0: Peer 3 ((einval)) destroyed");
    page.accept("wireguard: wg0: Interface destroyed");

    assertThat(page.isBalanced()).isTrue();
    assertThat(page.peersDestroyed()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WARNING: CPU: 0 PID: 12 at drivers/net/wireguard/peer.c:5 wg_peer_create+0x1/0x2",
        "BUG: kernel NULL pointer dereference, address: 0000000000000000",
        "kernel BUG at mm/slab.c:1!",
        "INFO: rcu_sched detected stalls on CPUs/tasks:",
        "Out of memory: Killed process 52 (java)"
      })
  void troubleOfTheKernelIsAFault(String text) {
    page.accept(text);

    assertThat(page.takeFaults()).containsExactly("the kernel logged: " + text);
  }

  @Test
  void otherLinesAreNone() {
    page.accept("IPv6: ADDRCONF(NETDEV_CHANGE): eth0: link becomes ready");
    page.accept("wireguard: wg0: Keypair 5 destroyed for peer 4");

    assertThat(page.isBalanced()).isTrue();
    assertThat(page.takeFaults()).isEmpty();
  }
}
