package io.jitpeers.kerneltests.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rule of docs/nfqueue.md, as nft lists it, and the report without it. */
class QueueCheckKernelIT {
  private static final String INITIATIONS = "udp dport 51820 udp length 156 @th,64,32 0x01000000 ";
  private static final String NO_RULE = "FAIL  no firewall rule feeds the queue 51820";
  private static final String RULE = "ok    a firewall rule feeds the queue 51820";
  private static final String NO_BYPASS = "warn  a rule for the queue 51820 has no";

  private final NetNamespace gateway = NetNamespace.create("gateway");

  @BeforeEach
  void start() {
    WireGuardInterface.create(gateway, "wg0").configure(TestKeys.privateKey(1), 51820).up();
    gateway.run("nft", "add table inet jit");
    gateway.run("nft", "add chain inet jit input { type filter hook input priority 10; }");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void queue(String statement) {
    gateway.run("nft", "flush chain inet jit input");
    gateway.run("nft", "add rule inet jit input " + INITIATIONS + statement);
  }

  private static String check(NetNamespace where, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "gateway",
                "--check",
                "--interface=wg0",
                "--control-plane=http://127.0.0.1:9",
                "--source=nfqueue",
                "--queue=51820"));
    arguments.addAll(List.of(more));
    CommandResult result = ExamplesProcess.attempt(where, arguments.toArray(String[]::new));
    // No process listens on the control plane's port.
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
    assertThat(result.output()).contains("ok    the packet source nfqueue:51820");
    return result.output();
  }

  @Test
  void theRuleIsLookedFor() {
    assertThat(check(gateway)).contains(NO_RULE).doesNotContain(NO_BYPASS);

    queue("queue flags bypass to 51820");
    assertThat(check(gateway)).contains(RULE).doesNotContain(NO_RULE, NO_BYPASS);

    queue("queue to 51819-51821");
    assertThat(check(gateway)).contains(RULE, NO_BYPASS);

    queue("queue flags bypass,fanout to 51818-51819");
    assertThat(check(gateway)).contains(NO_RULE);
  }

  @Test
  void theQueuesNamespaceIsLookedInto() {
    queue("queue flags bypass to 51820");
    try (NetNamespace elsewhere = NetNamespace.create("elsewhere")) {
      String namespace = gateway.name();

      assertThat(
              check(
                  elsewhere,
                  "--set=peer-store.netlink.namespace=" + namespace,
                  "--set=packet-source.nfqueue.namespace=" + namespace))
          .contains(RULE);
    }
  }
}
