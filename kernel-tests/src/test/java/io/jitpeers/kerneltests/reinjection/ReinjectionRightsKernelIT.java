package io.jitpeers.kerneltests.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.JavaCommand;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operations of a process that lacks a capability. */
class ReinjectionRightsKernelIT {
  private static String probe(String capabilities, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set=" + capabilities, "--inh-caps=-all"));
    command.addAll(JavaCommand.ofTests("64m", ReinjectorProbe.class));
    command.addAll(List.of(arguments));
    return Commands.here().run(command.toArray(String[]::new)).strip();
  }

  @Test
  void withoutTheCapabilityForRawSocketsItSaysSo() {
    assertThat(probe("-net_raw"))
        .startsWith("opening the raw socket for IPv4: EPERM (operation not permitted); ")
        .contains("CAP_NET_RAW", "setcap cap_net_raw+ep", "AmbientCapabilities=CAP_NET_RAW");
  }

  @Test
  void withoutTheCapabilityToEnterANamespaceItSaysSo() {
    try (NetNamespace namespace = NetNamespace.create("rights")) {
      assertThat(probe("-sys_admin", namespace.path().toString()))
          .startsWith("entering the network namespace " + namespace.path() + ": EPERM")
          .contains("CAP_SYS_ADMIN", "CAP_NET_RAW", "NetworkNamespacePath");
    }
  }

  @Test
  void thoseCapabilitiesAreEnough() {
    try (NetNamespace namespace = NetNamespace.create("rights")) {
      // Reading the class path may need root's file permissions.
      assertThat(probe("-all,+net_raw,+dac_read_search")).startsWith("opened");
      assertThat(probe("-all,+net_raw,+sys_admin,+dac_read_search", namespace.path().toString()))
          .startsWith("opened");
    }
  }
}
