package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Commands;
import io.jitpeers.kerneltests.support.JavaAsNobody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The privileges that a process other than root's needs to capture. */
class PcapPrivilegesKernelIT {
  private Wire wire;

  @BeforeEach
  void connect() {
    wire = Wire.create();
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  private String inGatewaysNamespace(String capabilities) {
    return wire.gateway.run(JavaAsNobody.command(capabilities, PcapProbe.class, Wire.DEVICE));
  }

  private String here(String capabilities) {
    return Commands.here()
        .run(JavaAsNobody.command(capabilities, PcapProbe.class, Wire.DEVICE, wire.gateway.name()));
  }

  @Test
  void withoutCapabilitiesItSaysWhichIsNeeded() {
    assertThat(inGatewaysNamespace(""))
        .startsWith("refused: capturing on eth0: ")
        .contains("CAP_NET_RAW", "setcap", "AmbientCapabilities=CAP_NET_RAW");
  }

  @Test
  void theCapabilityForRawSocketsIsEnough() {
    assertThat(inGatewaysNamespace("+net_raw")).isEqualTo("started, returns packets: true\n");
  }

  /** Entering another namespace needs more. */
  @Test
  void anotherNamespaceNeedsTheCapabilityToEnterIt() {
    assertThat(here("+net_raw")).startsWith("refused: ").contains("EPERM", "CAP_SYS_ADMIN");
    assertThat(here("+net_raw,+sys_admin")).isEqualTo("started, returns packets: true\n");
  }
}
