package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.JavaAsNobody;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.NetlinkPeerStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two gateways that claim one interface, on a real kernel. */
class ClaimKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Gateway gateway;

  @BeforeEach
  void create() {
    gateway = Gateway.create("claim");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static void assertRefused(ThrowingCallable call, String... words) {
    var refusal =
        assertThatThrownBy(call)
            .isInstanceOfSatisfying(
                NetlinkException.class, e -> assertThat(e.errnoName()).isEqualTo("EADDRINUSE"))
            .hasMessageContaining("another JIT Peers gateway provisions into it");
    for (String word : words) {
      refusal.hasMessageContaining(word);
    }
  }

  @Test
  void twoStoresOfOneProcess() throws Exception {
    NetlinkPeerStore first = gateway.openStore();
    first.claim();
    NetlinkPeerStore second = gateway.openStore();
    assertRefused(second::claim, Gateway.WG, "this process, " + ProcessHandle.current().pid());
    assertThat(second.list(peer -> {}).complete()).isTrue();
    first.close();

    assertThatCode(second::claim).doesNotThrowAnyException();
  }

  /**
   * The other gateway may be any process that may configure the interface, and may die at any time.
   */
  @Test
  void twoProcessesOfWhichOneIsKilled() throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ip", "netns", "exec", gateway.namespace().name()));
    command.addAll(List.of(JavaAsNobody.command("+net_admin", ClaimProbe.class, Gateway.WG)));
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("claimed");
      NetlinkPeerStore store = gateway.openStore();
      assertRefused(store::claim, "process " + other.pid());

      other.destroyForcibly();
      assertThat(other.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // The kernel closes its descriptors after it is reported dead.
      assertThat(Await.until(PATIENCE, () -> canClaim(store))).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  private static boolean canClaim(NetlinkPeerStore store) {
    try {
      store.claim();
      return true;
    } catch (NetlinkException e) {
      return false;
    }
  }

  @Test
  void interfacesOfOneIndexInTwoNamespaces() throws Exception {
    try (Gateway elsewhere = Gateway.create("claim2")) {
      assertThat(index(elsewhere)).isEqualTo(index(gateway));
      gateway.openStore().claim();
      NetlinkPeerStore store = elsewhere.openStore();

      assertThatCode(store::claim).doesNotThrowAnyException();
      assertRefused(elsewhere.openStore()::claim);
    }
  }

  private static String index(Gateway where) {
    return where.namespace().attribute(Gateway.WG, "ifindex");
  }

  @Test
  void anInterfaceThatIsMadeAnew() throws Exception {
    NetlinkPeerStore first = gateway.openStore();
    first.claim();
    first.device();
    String before = index(gateway);
    gateway.wg().delete();
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(Gateway.KEY, Gateway.PORT);
    assertThat(index(gateway)).isNotEqualTo(before);

    assertThat(first.install(Peers.plain(2)).failures()).isEmpty();

    assertRefused(gateway.openStore()::claim);
  }

  @Test
  void anInterfaceThatAnotherGatewayWasFasterToClaimAnew() throws Exception {
    NetlinkPeerStore first = gateway.openStore();
    first.claim();
    first.device();
    gateway.wg().delete();
    WireGuardInterface.create(gateway.namespace(), Gateway.WG).configure(Gateway.KEY, Gateway.PORT);
    gateway.openStore().claim();

    assertRefused(first::device);
    assertRefused(() -> first.install(Peers.plain(2)));
    assertThat(gateway.wg().dump().peers()).isEmpty();
  }
}
