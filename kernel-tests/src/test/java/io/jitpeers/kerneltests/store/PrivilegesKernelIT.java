package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.JavaAsNobody;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operations of a process that is not root's. */
class PrivilegesKernelIT {
  private Gateway gateway;

  @BeforeEach
  void create() {
    gateway = Gateway.create("rights");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private List<String> inGatewaysNamespace(String capabilities) {
    String[] command = JavaAsNobody.command(capabilities, StoreProbe.class, Gateway.WG);
    return gateway.namespace().run(command).lines().toList();
  }

  @Test
  void withoutCapabilitiesEverythingIsRefusedWithWhatToDo() {
    List<String> lines = inGatewaysNamespace("");

    assertThat(lines).hasSize(5);
    for (String line : lines.subList(0, 4)) {
      assertThat(line)
          .containsPattern("^(device|install|list|remove) EPERM ")
          .contains("wg0", "CAP_NET_ADMIN", "setcap", "AmbientCapabilities=CAP_NET_ADMIN");
    }
    // Any process may receive link notifications.
    assertThat(lines.get(4)).isEqualTo("watch true");
    assertThat(gateway.wg().dump().peers()).isEmpty();
  }

  @Test
  void theCapabilityToAdministerNetworksIsEnough() {
    assertThat(inGatewaysNamespace("+net_admin"))
        .containsExactly(
            "device " + Gateway.KEY.publicKey().toBase64(),
            "install failures 0",
            "list peers 1",
            "remove failures 0",
            "watch true");
  }

  /** Entering another namespace needs more. */
  @Test
  void anotherNamespaceNeedsTheCapabilityToEnterIt() {
    String namespace = gateway.namespace().name();

    List<String> refused = here("+net_admin", namespace);
    List<String> allowed = here("+net_admin,+sys_admin", namespace);

    assertThat(refused.get(0)).contains("EPERM", namespace, "CAP_SYS_ADMIN");
    assertThat(allowed)
        .contains("device " + Gateway.KEY.publicKey().toBase64(), "list peers 1", "watch true");
  }

  private static List<String> here(String capabilities, String namespace) {
    String[] command = JavaAsNobody.command(capabilities, StoreProbe.class, Gateway.WG, namespace);
    return Commands.here().run(command).lines().toList();
  }
}
