package io.jitpeers.examples.gateway.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jitpeers.examples.gateway.settings.GatewaySettings;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each finding, on a machine where all else is well. */
@Timeout(60)
class ChecksTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String UNREADABLE = "unreadable";

  private final ManualTime time = new ManualTime();
  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(time);
  private final Map<String, String> settings = new HashMap<>();
  private Supplier<PacketSource> source = ManualPacketSource::new;
  private String capabilities = "CapEff:\t0000000000003000\n";
  private HttpServer controlPlane;
  private int status = 404;
  private IOException interfaceFailure;
  private IOException listenFailure;
  private String rules = FirewallRulesTest.BYPASSING;
  private String legacyTables = "";
  private final List<String> commands = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    kernel.addDevice("wg0", PrivateKey.generate(RANDOM), 51820);
    controlPlane = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    controlPlane.createContext(
        "/",
        exchange -> {
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    controlPlane.start();
    settings.put("gateway.interfaces", "wg0");
    settings.put("peer-config.permitted-allowed-ips", "10.0.0.0/8");
    settings.put(
        "config-source.http.base-url", "http://127.0.0.1:" + controlPlane.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    controlPlane.stop(0);
  }

  private final class FixedMachine implements Machine {
    @Override
    public String read(String path) throws IOException {
      if (capabilities.isEmpty()) {
        throw new IOException("no such file");
      }
      return capabilities;
    }

    @Override
    public boolean isUp(String name) throws IOException {
      if (interfaceFailure != null) {
        throw interfaceFailure;
      }
      return true;
    }

    @Override
    public void listen(InetSocketAddress address) throws IOException {
      if (listenFailure != null) {
        throw listenFailure;
      }
    }

    @Override
    public String run(List<String> command) throws IOException {
      String line = String.join(" ", command);
      commands.add(line);
      String answer = line.contains("nft") ? rules : legacyTables;
      if (answer.equals(UNREADABLE)) {
        throw new IOException("\"" + line + "\" cannot be run");
      }
      return answer;
    }
  }

  private <T extends AutoCloseable> ComponentProvider<T> provider(
      String name, Function<Settings, T> make) {
    return new ComponentProvider<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public T create(Settings partSettings) {
        return make.apply(partSettings);
      }
    };
  }

  private PacketSource packetSource(Settings partSettings) {
    for (String known : List.of("interface", "ports", "forwarded-ports", "queue", "namespace")) {
      var unused = partSettings.text(known);
    }
    return source.get();
  }

  private Findings run() {
    ComponentProvider<PeerStore> stores =
        provider("netlink", part -> NetlinkTestKit.store(kernel, part.requiredText("interface")));
    return new Checks(
            GatewaySettings.of(settings, Map.of()),
            stores,
            name -> provider(name, this::packetSource),
            new FixedMachine(),
            time)
        .run();
  }

  private void assertOnly(String grade, String... words) {
    List<String> lines =
        run().all().stream().map(Object::toString).filter(line -> !line.startsWith("ok ")).toList();
    assertThat(lines).singleElement().asString().startsWith(grade).contains(words);
  }

  @Test
  void nothingIsWrong() {
    Findings findings = run();

    assertThat(findings.all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
    assertThat(findings.wouldRun()).isTrue();
    assertThat(findings.all().toString())
        .contains("listens on port 51820", "no other gateway", "answers", "can be opened")
        .contains("first packet of a new client on wg0 is handled by replay");
  }

  @Test
  void theFirstPacketIsHandledAsItIsSet() {
    settings.put("provisioning.first-packet", "initiate-back");

    assertThat(run().all().toString()).contains("is handled by initiate-back");
  }

  @Test
  void aClockThatWasNeverSet() {
    time.stepWallClock(Duration.ofDays(-20_000));

    assertOnly("FAIL", "the clock says 1971", "set it");
  }

  @Test
  void capabilitiesThatCannotBeRead() {
    capabilities = "";
    assertOnly("warn", "capabilities cannot be read", "no such file");

    capabilities = "Name:\tjava\n";
    assertOnly("warn", "no line CapEff:");
  }

  @Test
  void aQueueNeedsNoRawSockets() {
    capabilities = "CapEff:\t0000000000001000\n";
    assertOnly("FAIL", "lacks CAP_NET_RAW", "AmbientCapabilities=CAP_NET_RAW");

    queue("7");
    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
  }

  private void queue(String number) {
    settings.put("packet-source", "nfqueue");
    settings.put("packet-source.nfqueue.queue", number);
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
  void aSettingThatIsNotKnown() {
    settings.put("eviction.evry", "1m");

    assertOnly("FAIL", "did you mean eviction.every?");
  }

  @Test
  void anInterfaceThatIsNotThere() {
    settings.put("gateway.interfaces", "wg5");

    assertThat(run().all().toString()).contains("wg5", "the packet source was not tried");
    assertThat(run().wouldRun()).isFalse();
  }

  @Test
  void anInterfaceOfWhichNobodyKnowsWhetherItIsUp() {
    interfaceFailure = new IOException("not permitted");

    assertOnly("warn", "whether the interface wg0 is up cannot be told", "not permitted");
  }

  @Test
  void anotherGatewayHasTheInterface() throws Exception {
    try (NetlinkPeerStore other = NetlinkTestKit.store(kernel, "wg0")) {
      other.claim();

      assertOnly("FAIL", "wg0", "another");
    }
    assertThat(run().wouldRun()).isTrue();
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
        "who comes in by them would not be seen",
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

  @Test
  void aCaptureThatCannotBeOpened() {
    source =
        () -> {
          throw new UncheckedIOException(new IOException("install the package libpcap0.8"));
        };

    assertOnly("FAIL", "install the package libpcap0.8");
  }

  @Test
  void aSourceThatOnlyWatches() {
    source = () -> new ManualPacketSource().notReturningPackets();

    assertOnly("warn", "cannot give packets back", "the kernel initiates");
  }

  @Test
  void aSourceThatOnlyWatchesIsFineWhereNothingIsToBeGivenBack() {
    source = () -> new ManualPacketSource().notReturningPackets();
    settings.put("provisioning.first-packet", "wait");

    assertThat(run().all()).allMatch(finding -> finding.grade() == Findings.Grade.OK);
  }

  @Test
  void aControlPlaneThatRefuses() {
    status = 401;

    assertOnly("FAIL", "the control plane of wg0 at http://127.0.0.1", "401");
  }

  @Test
  void aControlPlaneThatKnowsEverybody() {
    status = 200;

    assertOnly("FAIL", "the control plane of wg0");
  }

  @Test
  void aControlPlaneThatIsNotThere() {
    controlPlane.stop(0);

    assertOnly("FAIL", "the control plane of wg0", "does not answer as it should");
  }

  @Test
  void aStatusAddressThatIsTaken() {
    listenFailure = new IOException("Address already in use");

    assertOnly("FAIL", "127.0.0.1:9586", "already in use", "--status-address");
  }

  @Test
  void anyAddressForPeers() {
    settings.remove("peer-config.permitted-allowed-ips");

    assertOnly("warn", "may give the peers of wg0 any address");
  }
}
