package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a process may do that is not root's. */
class PrivilegesKernelIT {
  private static final String NOBODY = "65534";

  /**
   * For reading the class path only, which may be where only root looks; it gives no right to
   * anything of the network.
   */
  private static final String READING = "+dac_read_search";

  private Gateway gateway;

  @BeforeEach
  void create() {
    gateway = Gateway.create("rights");
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  private static List<String> asNobody(String capabilities, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all," + capabilities,
                "--ambient-caps=-all," + capabilities,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Djna.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                System.getProperty("java.class.path"),
                StoreProbe.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private List<String> inGatewaysNamespace(String capabilities) {
    List<String> command = asNobody(capabilities, Gateway.WG);
    return gateway.namespace().run(command.toArray(String[]::new)).lines().toList();
  }

  @Test
  void withoutCapabilitiesEverythingIsRefusedWithWhatToDo() {
    List<String> lines = inGatewaysNamespace(READING);

    assertThat(lines).hasSize(5);
    for (String line : lines.subList(0, 4)) {
      assertThat(line)
          .containsPattern("^(device|install|list|remove) EPERM ")
          .contains("wg0", "CAP_NET_ADMIN", "setcap", "AmbientCapabilities=CAP_NET_ADMIN");
    }
    // Anybody may hear of links.
    assertThat(lines.get(4)).isEqualTo("watch true");
    assertThat(gateway.wg().dump().peers()).isEmpty();
  }

  @Test
  void theCapabilityToAdministerNetworksIsEnough() {
    assertThat(inGatewaysNamespace("+net_admin," + READING))
        .containsExactly(
            "device " + Gateway.KEY.publicKey().toBase64(),
            "install failures 0",
            "list peers 1",
            "remove failures 0",
            "watch true");
  }

  /** Entering another namespace takes more. */
  @Test
  void anotherNamespaceNeedsTheCapabilityToEnterIt() {
    String namespace = gateway.namespace().name();

    List<String> refused = here("+net_admin," + READING, namespace);
    List<String> allowed = here("+net_admin,+sys_admin," + READING, namespace);

    assertThat(refused.get(0)).contains("EPERM", namespace, "CAP_SYS_ADMIN");
    assertThat(allowed)
        .contains("device " + Gateway.KEY.publicKey().toBase64(), "list peers 1", "watch true");
  }

  private static List<String> here(String capabilities, String namespace) {
    List<String> command = asNobody(capabilities, Gateway.WG, namespace);
    return Commands.here().run(command.toArray(String[]::new)).lines().toList();
  }
}
