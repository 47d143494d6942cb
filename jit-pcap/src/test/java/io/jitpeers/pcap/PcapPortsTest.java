package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ch.qos.logback.classic.Level;
import io.jitpeers.pcap.testkit.FakeReinjector;
import io.jitpeers.settings.SettingsException;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The captured ports: those of the devices, and those that are forwarded to them. */
@Timeout(60)
class PcapPortsTest extends ScriptedSource {
  private static final int LISTENING = GATEWAY4.getPort();

  private void send(int number, int port) {
    InetSocketAddress to = new InetSocketAddress(GATEWAY4.getAddress(), port);
    captures.send(IpPackets.udp(CLIENT4, to, IpPackets.initiation(number)));
  }

  private PcapPacketSource.Builder unnamed() {
    return PcapPacketSource.builder()
        .interfaceName("eth0")
        .timeSource(time)
        .kernel(captures, () -> reinjector);
  }

  @Test
  void whatIsForForwardedPortsIsDeliveredAndGivenBackAsItCame() throws Exception {
    source = make(builder().forwardedPorts(443, 53));
    source.listenPorts(Set.of(LISTENING));
    start();
    send(1, 443);
    send(2, 444);
    send(3, 53);

    CapturedPacket packet = next();
    packet.complete(PacketOutcome.INSTALLED);

    assertThat(packet.destinationPort()).isEqualTo(443);
    assertThat(next().destinationPort()).isEqualTo(53);
    assertThat(reinjector.sent())
        .containsExactly(
            new FakeReinjector.Sent(
                CLIENT4, new InetSocketAddress(GATEWAY4.getAddress(), 443), packet.payload()));
    assertThat(source.pcapStatistics().refused()).containsEntry(FrameRefusal.OTHER_PORT, 1L);
  }

  @Test
  void theFilterNamesBoth() throws Exception {
    source =
        make(
            PcapPacketSource.builder()
                .file(Path.of("a.pcap"))
                .ports(LISTENING)
                .forwardedPorts(443)
                .timeSource(time)
                .kernel(captures, () -> reinjector));
    captures.beFile();
    source.listenPorts(Set.of(60000));
    start();

    assertThat(source.filterExpression().orElseThrow())
        .contains("= 443", "= " + LISTENING)
        .doesNotContain("60000");
  }

  @Test
  void aPortThatNoDeviceHasIsRefusedBeforeTheStart() {
    source = make(builder().ports(443));

    assertThatExceptionOfType(SettingsException.class)
        .isThrownBy(() -> source.listenPorts(Set.of(LISTENING)))
        .withMessageContaining("packet-source.pcap.ports names 443")
        .withMessageContaining("packet-source.pcap.forwarded-ports");
  }

  @Test
  void theDevicesPortIsFollowedWhereverItGoes() throws Exception {
    source.listenPorts(Set.of(LISTENING));
    start();
    try (CapturedLog log = CapturedLog.of(PcapPacketSource.class)) {
      source.listenPorts(Set.of(60000));
      captures.awaitRefilters(1);
      assertThat(log.messages(Level.INFO))
          .containsExactly("pcap:eth0 now captures packets to the ports 60000");
      source.listenPorts(Set.of(60000));
      assertThat(log.messages(Level.INFO)).hasSize(1);
    }

    send(1, LISTENING);
    send(2, 60000);

    assertThat(next().destinationPort()).isEqualTo(60000);
    assertThat(delivered).isEmpty();
  }

  @Test
  void nothingNamedIsWhatTheOrchestratorTells() throws Exception {
    source = make(unnamed());
    source.listenPorts(Set.of(LISTENING));
    start();
    send(1, LISTENING);

    assertThat(next().destinationPort()).isEqualTo(LISTENING);
  }

  @Test
  void withoutAPortItDoesNotStart() {
    source = make(unnamed());

    assertThatIllegalStateException()
        .isThrownBy(this::start)
        .withMessageContaining("a capture must know a port");
    assertThat(captures.openSessions()).isZero();
  }
}
