package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the firewall gives to a queue, and forwards to ports that a capture has to watch. */
class FirewallChecksTest extends CheckedMachine {
  @Test
  void aQueueNeedsNoRawSockets() {
    capabilities = "CapEff:\t0000000000001000\n";
    assertOnly("FAIL", "lacks CAP_NET_RAW", "AmbientCapabilities=CAP_NET_RAW");

    queue("7");
    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
  }

  @Test
  void aQueueNeedsARule() {
    queue("7");
    assertThat(run().all().toString()).contains("a firewall rule feeds the queue 7");
    assertThat(commands).containsExactly("nft -j -t list ruleset");

    queue("8");
    assertOnly("FAIL", "no firewall rule feeds the queue 8", "docs/nfqueue.md");
  }

  @Test
  void aRuleOfAQueueShouldBypass() {
    rules = FirewallRulesTest.DROPPING;
    queue("7");

    assertOnly("warn", "no \"flags bypass\"", "nobody gets in");
  }

  @Test
  void rulesThatCannotBeRead() {
    rules = UNREADABLE;
    queue("7");

    assertOnly(
        "warn", "feeds the queue 7 cannot be told", "\"nft -j -t list ruleset\" cannot be run");
  }

  @Test
  void rulesOfIptablesMayFeedAQueue() {
    rules = FirewallRulesTest.OF_IPTABLES;
    queue("7");
    assertOnly("warn", "whether one of iptables does cannot be told");

    rules = "{}";
    legacyTables = "filter\n";
    assertOnly("warn", "whether one of iptables does cannot be told");

    legacyTables = UNREADABLE;
    assertOnly("warn", "whether one of iptables does cannot be told");

    legacyTables = "\n";
    assertOnly("FAIL", "no firewall rule feeds the queue 7");
  }

  @Test
  void theRuleIsInTheQueuesNamespace() {
    queue("7");
    settings.put("packet-source.nfqueue.namespace", "front");
    var unused = run();
    settings.put("packet-source.nfqueue.namespace", "/proc/7/ns/net");
    var unusedToo = run();

    assertThat(commands)
        .containsExactly(
            "nsenter --net=/run/netns/front nft -j -t list ruleset",
            "nsenter --net=/proc/7/ns/net nft -j -t list ruleset");
  }

  @Test
  void interfacesOfOnePort() {
    kernel.addDevice("wg1", PrivateKey.generate(RANDOM), 51820);
    settings.put("gateway.interfaces", "wg0,wg1");

    assertOnly("FAIL", "interfaces have the same port", "wg0=51820", "wg1=51820");
  }

  /** Only libpcap itself knows whether it could capture; this is refused before that. */
  @Test
  void aCaptureOfOtherPorts() {
    source = () -> PcapPacketSource.builder().interfaceName("nowhere").ports(443, 51820).build();

    assertOnly(
        "FAIL",
        "packet-source.pcap.ports names 443",
        "they listen on 51820",
        "packet-source.pcap.forwarded-ports");
  }

  @Test
  void whatTheFirewallForwardsIsToBeWatched() {
    rules = PortForwardsTest.redirecting(443, 51820);

    assertOnly(
        "FAIL",
        "a firewall rule forwards the UDP ports 443 to port 51820 of wg0",
        "clients of those ports would be missed",
        "set packet-source.pcap.forwarded-ports=443;");
    assertThat(commands).contains("nft -j list ruleset");
  }

  @Test
  void forwardsThatAreWatchedAreFine() {
    rules = PortForwardsTest.redirecting(443, 51820);
    settings.put("packet-source.pcap.forwarded-ports", "443");

    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
    assertThat(run().all().toString())
        .contains("the capture watches what the firewall forwards to port 51820 of wg0");
  }

  @Test
  void whatIsWatchedShouldBeForwarded() {
    settings.put("packet-source.pcap.forwarded-ports", "443");
    rules = "{\"nftables\": []}";
    assertOnly("warn", "names 443, but no firewall rule forwards it to port 51820 of wg0");

    // There may be rules that nft does not know of.
    legacyTables = "nat\n";
    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
  }

  @Test
  void forwardsOfIptablesAreNoticed() throws IOException {
    rules = PortForwardsTest.recorded("forwards.iptables.json");

    assertOnly("warn", "translates the UDP ports 53,443,4500", "nft does not tell to what");
  }

  @Test
  void theSettingIsNamedForItsInterfaceIfThereAreSeveral() {
    kernel.addDevice("wg1", PrivateKey.generate(RANDOM), 51821);
    settings.put("gateway.interfaces", "wg0,wg1");
    rules = PortForwardsTest.redirecting(443, 51821);

    assertOnly("FAIL", "of wg1", "set interface.wg1.packet-source.pcap.forwarded-ports=443");
  }

  @Test
  void aPortThatIsForwardedToItsOwnPort() {
    settings.put("packet-source.pcap.forwarded-ports", "51820");

    assertThat(run().all().toString()).contains("names 51820, on which wg0 listens already");
    assertThat(run().wouldRun()).isFalse();
  }

  @Test
  void forwardsThatCannotBeRead() {
    rules = UNREADABLE;
    assertOnly("warn", "whether the firewall forwards other ports to wg0 cannot be told", "nft");

    rules = "no JSON";
    assertOnly("warn", "cannot be told");
  }

  @Test
  void theFirewallIsInTheCapturesNamespace() {
    settings.put("packet-source.pcap.namespace", "front");
    var unused = run();

    assertThat(commands).first().isEqualTo("nsenter --net=/run/netns/front nft -j list ruleset");
  }
}
