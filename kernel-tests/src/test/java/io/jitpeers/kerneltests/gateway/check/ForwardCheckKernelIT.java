package io.jitpeers.kerneltests.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.support.CommandResult;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The reports about ports: those that the firewall forwards, and those that no interface serves.
 */
class ForwardCheckKernelIT {
  private static final String MISSED = "FAIL  a firewall rule forwards the UDP ports ";
  private static final String WATCHED = "ok    the capture watches what the firewall forwards";

  private final NetNamespace gateway = NetNamespace.create("gateway");

  @BeforeEach
  void start() {
    WireGuardInterface.create(gateway, "wg0").configure(TestKeys.privateKey(1), 51820).up();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private CommandResult run(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("gateway", "--interface=wg0", "--control-plane=http://127.0.0.1:9"));
    arguments.addAll(Stream.of(more).toList());
    return ExamplesProcess.attempt(gateway, arguments.toArray(String[]::new));
  }

  @Test
  void theFirewallsForwardsAreLookedFor() {
    assertThat(run("--check").output()).contains(WATCHED).doesNotContain(MISSED);

    gateway
        .commands()
        .reading(
            """
            table inet forwards {
              set more { type inet_service; flags interval; elements = { 4000-33433 }; }
              chain in {
                type nat hook prerouting priority dstnat
                udp dport 443 redirect to :51820
                udp dport @more dnat to :51820
                tcp dport 80 redirect to :51820
              }
            }
            """)
        .run("nft", "-f", "-");
    assertThat(run("--check").output())
        .contains(MISSED + "443,4000-33433 to port 51820 of wg0")
        .contains("set packet-source.pcap.forwarded-ports=443,4000-33433")
        .doesNotContain(WATCHED);

    assertThat(run("--check", "--set=packet-source.pcap.forwarded-ports=443,4000-33433").output())
        .contains(WATCHED, "ok    the packet source pcap:any can be opened")
        .doesNotContain(MISSED);
  }

  /** nft lists the rules of iptables, but not their targets. */
  @Test
  void forwardsOfIptablesAreNoticed() {
    String rule =
        "iptables-nft -t nat -A PREROUTING -p udp --dport 443 -j REDIRECT --to-ports 51820";
    gateway.run(rule.split(" "));

    assertThat(run("--check").output())
        .contains("warn  a firewall rule translates the UDP ports 443")
        .doesNotContain(MISSED);
  }

  @Test
  void aPortThatNobodyServesIsRefused() {
    String sentence =
        "packet-source.pcap.ports names 443, on which no served interface listens (they listen on"
            + " 51820)";
    CommandResult refused = run("--set=packet-source.pcap.ports=51820,443", "--status-address=off");

    assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(2);
    assertThat(refused.errors()).contains(sentence, "packet-source.pcap.forwarded-ports instead");
    assertThat(run("--set=packet-source.pcap.ports=51820,443", "--check").output())
        .contains("FAIL  " + sentence);
  }
}
