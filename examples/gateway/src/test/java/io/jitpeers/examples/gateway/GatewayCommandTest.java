package io.jitpeers.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.check.Machine;
import io.jitpeers.examples.gateway.systemd.NotificationSocket;
import io.jitpeers.netlink.NetlinkTestKit;
import io.jitpeers.netlink.testkit.FakeNetlinkKernel;
import io.jitpeers.settings.ComponentProvider;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.testing.RequiresLinux;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(600)
class GatewayCommandTest {

  private final FakeNetlinkKernel kernel = new FakeNetlinkKernel(new ManualTime());
  private final List<ManualPacketSource> sources = new ArrayList<>();
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private String capturedPorts = "";
  private String capabilities = "CapEff:\t0000000000003000";

  private static PrivateKey key(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return PrivateKey.ofBytes(bytes);
  }

  @BeforeEach
  void addInterfaces() {
    kernel.addDevice("wg0", key(1), 51820);
    kernel.addDevice("wg1", key(2), 51821);
    kernel.addDevice("deaf", key(3), 0);
  }

  private final class Stores implements ComponentProvider<PeerStore> {
    @Override
    public String name() {
      return "netlink";
    }

    @Override
    public PeerStore create(Settings settings) {
      return NetlinkTestKit.store(kernel, settings.requiredText("interface"));
    }
  }

  private final class Sources implements ComponentProvider<PacketSource> {
    @Override
    public String name() {
      return "pcap";
    }

    @Override
    public PacketSource create(Settings settings) {
      capturedPorts = settings.requiredText("interface") + " " + settings.requiredText("ports");
      settings.text("forwarded-ports").ifPresent(ports -> capturedPorts += " for " + ports);
      ManualPacketSource source = new ManualPacketSource();
      sources.add(source);
      return source;
    }
  }

  private Machine machine() {
    return new Machine() {
      @Override
      public String read(String path) {
        return capabilities;
      }

      @Override
      public boolean isUp(String name) {
        return !name.equals("deaf");
      }

      @Override
      public void listen(InetSocketAddress address) {}

      @Override
      public String run(List<String> command) throws IOException {
        throw new IOException(command.get(0) + " cannot be run");
      }
    };
  }

  private int run(String... arguments) {
    GatewayCommand command =
        new GatewayCommand(
            new GatewayParts(new Stores(), List.of(new Sources()), machine(), environment));
    // A signal that comes early: it starts, and then ends.
    command.stop();
    return new CommandLine(command)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private int runWithControlPlane(String... more) {
    List<String> all =
        new ArrayList<>(List.of("--control-plane=http://127.0.0.1:1", "--status-address=off"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  /** A store that is closed does not wait for the thread that watches links, which has a socket. */
  private void assertNothingIsOpen() throws Exception {
    Await.until("the end of all sockets", () -> kernel.openSockets() == 0);
  }

  @Test
  void itStartsAndASignalEndsIt() throws Exception {
    assertThat(runWithControlPlane("--interface=wg0")).as(err.toString()).isZero();
    assertThat(capturedPorts).isEqualTo("any 51820");
    assertThat(sources).singleElement().matches(ManualPacketSource::isClosed);
    assertNothingIsOpen();
  }

  @Test
  @RequiresLinux
  void theServiceManagerIsToldThatItIsReadyAndThatItEnds() throws Exception {
    environment.put("WATCHDOG_USEC", "30000000");
    try (NotificationSocket manager =
        NotificationSocket.bind(folder.resolve("notify").toString())) {
      environment.put("NOTIFY_SOCKET", manager.name());
      assertThat(runWithControlPlane("--interface=wg0,wg1")).as(err.toString()).isZero();
      assertThat(manager.receive().lines())
          .containsExactly(
              "READY=1",
              "STATUS=wg0: 0 peers, 0 on their way in; wg1: 0 peers, 0 on their way in",
              "WATCHDOG=1");
      assertThat(manager.receive()).startsWith("STOPPING=1\n");
      assertThat(manager.receive()).as("the end").isEmpty();
    }
  }

  @Test
  void aServiceManagerThatIsNotThereKeepsNobodyFromStarting() throws Exception {
    environment.put("NOTIFY_SOCKET", folder.resolve("nobody").toString());
    environment.put("WATCHDOG_USEC", "soon");
    assertThat(runWithControlPlane("--interface=wg0")).as(err.toString()).isZero();
    environment.put("NOTIFY_SOCKET", "vsock:2:1234");
    assertThat(runWithControlPlane("--interface=wg0")).as(err.toString()).isZero();
    assertNothingIsOpen();
  }

  @Test
  void aSessionLogIsMadeAtTheStart() throws Exception {
    Path file = folder.resolve("sessions.jsonl");
    assertThat(runWithControlPlane("--interface=wg0", "--session-log=" + file))
        .as(err.toString())
        .isZero();
    assertThat(file).isEmptyFile();
    assertThat(runWithControlPlane("--interface=wg0", "--session-log=" + file + "/x")).isEqualTo(1);
    assertThat(err.toString()).contains("the session log " + file + "/x cannot be written");
    assertThat(runWithControlPlane("--interface=wg0", "--check", "--session-log=" + file))
        .isEqualTo(1); // For want of a control plane.
    assertThat(out.toString()).contains("ok    sessions can be logged to " + file + "\n");
    assertThat(runWithControlPlane("--interface=wg0", "--check", "--session-log=" + file + "/x"))
        .isEqualTo(1);
    assertThat(out.toString()).contains("FAIL  sessions cannot be logged to " + file + "/x: ");
    assertNothingIsOpen();
  }

  @Test
  void oneSourceServesSeveralInterfaces() throws Exception {
    assertThat(runWithControlPlane("--interface=wg0", "--interface=wg1"))
        .as(err.toString())
        .isZero();
    assertThat(capturedPorts).isEqualTo("any 51820,51821");
    assertThat(sources).hasSize(1);
    assertNothingIsOpen();
  }

  @Test
  void theSourceIsToldOfForwardedPortsAndOfThoseThatAreListenedOn() throws Exception {
    assertThat(
            runWithControlPlane(
                "--interface=wg0,wg1",
                "--set=interface.wg0.packet-source.pcap.forwarded-ports=443,500-501",
                "--set=interface.wg1.packet-source.pcap.forwarded-ports=53"))
        .as(err.toString())
        .isZero();
    assertThat(capturedPorts).isEqualTo("any 51820,51821 for 53,443,500,501");
    assertThat(sources.get(0).listenPorts())
        .last(InstanceOfAssertFactories.SET)
        .containsExactlyInAnyOrder(51820, 51821);
    assertNothingIsOpen();
  }

  @Test
  void aPortIsForwardedToOneInterface() throws Exception {
    String wg0 = "--set=interface.wg0.packet-source.pcap.forwarded-ports=";
    String wg1 = "--set=interface.wg1.packet-source.pcap.forwarded-ports=";

    assertThat(runWithControlPlane("--interface=wg0,wg1", wg0 + "443", wg1 + "443")).isEqualTo(2);
    assertThat(err.toString()).contains("names 443, which is forwarded to wg0 already");
    assertThat(runWithControlPlane("--interface=wg0,wg1", wg0 + "51821")).isEqualTo(2);
    assertThat(err.toString()).contains("names 51821, on which wg1 listens already");
    assertNothingIsOpen();
  }

  @Test
  void allStartOrNone() throws Exception {
    assertThat(runWithControlPlane("--interface=wg0,deaf")).isEqualTo(1);
    assertThat(err.toString()).contains("the interface deaf listens on no port");
    assertNothingIsOpen();
    assertThat(runWithControlPlane("--interface=wg0,missing")).isEqualTo(1);
    assertNothingIsOpen();
  }

  @Test
  void mistakesAreSentences() throws Exception {
    assertThat(run("--interface=wg0", "--status-address=off")).isEqualTo(2);
    assertThat(err.toString()).contains("--control-plane URL").doesNotContain("\tat ");
    assertThat(runWithControlPlane("--interface=wg0", "--set=eviction.evry=1m")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean eviction.every?");
    assertThat(runWithControlPlane()).isEqualTo(2);
    assertThat(runWithControlPlane("--interface=wg0", "--set=packet-source.pcap.prots=1"))
        .isEqualTo(2);
    assertNothingIsOpen();
  }

  @Test
  void aCheckTellsEverythingAtOnce() throws Exception {
    capabilities = "CapEff:\t0000000000001000";
    assertThat(runWithControlPlane("--interface=wg0,deaf", "--check")).isEqualTo(1);
    assertThat(out.toString())
        .contains("ok    the interface wg0 listens on port 51820")
        .contains("ok    this process has CAP_NET_ADMIN")
        .contains("FAIL  this process lacks CAP_NET_RAW")
        .contains("FAIL  the interface deaf listens on no port")
        .contains("FAIL  the interface deaf is down")
        .contains("FAIL  the control plane of wg0 at http://127.0.0.1:1")
        .contains("warn  whether the firewall forwards other ports to wg0 cannot be told: nft")
        .contains("warn  the control plane may give the peers of wg0 any address");
    assertNothingIsOpen();
  }

  @Test
  void theExampleFileIsOne() {
    Path file = Path.of("gateway.properties");
    assertThat(run("--config=" + file, "--status-address=off", "--dry-run"))
        .as(err.toString())
        .isZero();
  }

  @Test
  void inMemoryItStartsAndEndsWithoutTheKernel() {
    int exitCode =
        new CommandLine(GatewayCommand.inMemory())
            .setErr(new PrintWriter(err))
            .execute(
                "--interface=training",
                "--control-plane=http://127.0.0.1:1",
                "--status-address=127.0.0.1:0");

    assertThat(err.toString()).isEmpty();
    assertThat(exitCode).isZero();
  }
}
