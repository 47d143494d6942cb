package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.frame.NflogDecoder;
import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.recovery.TransportPacket;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PcapTransportSourceTest {
  private static final int PORT = GATEWAY4.getPort();
  private static final byte[] DATA4 = IpPackets.udp(CLIENT4, GATEWAY4, Transport.message(100));
  private static final byte[] DATA6 = IpPackets.udp(CLIENT6, GATEWAY6, Transport.message(32));
  private final IOException gone = new IOException("the interface disappeared");

  private final FakeCaptures captures = new FakeCaptures();
  private final BlockingQueue<InetSocketAddress> senders = new LinkedBlockingQueue<>();
  private final BlockingQueue<TransportPacket> packets = new LinkedBlockingQueue<>();
  private final PcapTransportSource source =
      PcapTransportSource.builder()
          .interfaceName("eth0")
          .timeSource(new ManualTime())
          .kernel(captures)
          .build();

  @BeforeEach
  void setPorts() {
    source.listenPorts(Set.of(PORT));
  }

  @AfterEach
  void closeAll() {
    source.close();
    assertThat(captures.openSessions()).isZero();
  }

  private void start() {
    source.start(
        packet -> {
          packets.add(packet);
          senders.add(sender(packet));
        });
  }

  private static InetSocketAddress sender(TransportPacket packet) {
    ByteBuffer address = packet.source();
    byte[] bytes = new byte[address.remaining()];
    address.get(address.position(), bytes);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), packet.sourcePort());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private InetSocketAddress next() throws InterruptedException {
    InetSocketAddress sender = senders.poll(60, TimeUnit.SECONDS);
    assertThat(sender).isNotNull();
    return sender;
  }

  @Test
  void tellsWhoSentData() throws Exception {
    start();
    captures.send(DATA4);
    captures.send(DATA6);
    captures.send(DATA4);
    assertThat(next()).isEqualTo(CLIENT4);
    assertThat(next()).isEqualTo(CLIENT6);
    assertThat(next()).isEqualTo(CLIENT4);
    TransportPacket packet = packets.take();
    assertThat(packets.take()).as("one object for all packets").isSameAs(packet);
    assertThat(packet.source()).isSameAs(packet.source());
    assertThat(packet.source().order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    assertThat(source.name()).isEqualTo("pcap-transport:eth0");
  }

  @Test
  void countsWhatItDoesNotDeliver() throws Exception {
    captures.send(IpPackets.udp(CLIENT4, GATEWAY4, IpPackets.initiation(1)));
    captures.send(IpPackets.udp(CLIENT4, IpPackets.at("192.0.2.2", 9), Transport.message(32)));
    captures.send(new byte[] {0x45});
    captures.send(DATA6);
    start();
    assertThat(next()).isEqualTo(CLIENT6);
    captures.awaitRead();
    captures.count(7, 0);
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(4, 7, 3));
    assertThat(senders).isEmpty();
  }

  @Test
  void readsWhatAFirewallRuleLogged() throws Exception {
    captures.linkType(NflogDecoder.DLT);
    start();
    captures.send(Transport.logged(DATA4));
    captures.send(Transport.logged(IpPackets.udp(CLIENT4, GATEWAY4, IpPackets.initiation(1))));
    captures.send(Transport.logged(DATA6));
    assertThat(next()).isEqualTo(CLIENT4);
    assertThat(next()).isEqualTo(CLIENT6);
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(3, 0, 1));
  }

  @Test
  void followsThePorts() throws Exception {
    start();
    try (CapturedLog log = CapturedLog.of(PcapTransportSource.class)) {
      source.listenPorts(Set.of(9));
      captures.awaitRefilters(1);
      source.listenPorts(Set.of(9));
      assertThat(log.messages(Level.INFO))
          .containsExactly("pcap-transport:eth0 now captures transport data to the ports 9");
    }
    captures.send(DATA4);
    captures.send(IpPackets.udp(CLIENT6, IpPackets.at("2001:db8::2", 9), Transport.message(32)));
    assertThat(next()).isEqualTo(CLIENT6);
    assertThatIllegalArgumentException().isThrownBy(() -> source.listenPorts(Set.of(0)));
  }

  @Test
  void withoutAPortItWaitsForOne() throws Exception {
    source.listenPorts(Set.of());
    start();
    captures.send(DATA4);
    captures.awaitRead();
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(1, 0, 1));
    source.listenPorts(Set.of(PORT));
    captures.send(DATA6);
    assertThat(next()).isEqualTo(CLIENT6);
  }

  @Test
  void portsThatChangeWhileTheCaptureIsOpenedAreNotLost() throws Exception {
    AtomicReference<PcapTransportSource> opening = new AtomicReference<>();
    try (PcapTransportSource racing =
        PcapTransportSource.builder()
            .interfaceName("eth0")
            .kernel(
                () -> {
                  opening.get().listenPorts(Set.of(PORT));
                  return captures.open();
                })
            .build()) {
      opening.set(racing);
      racing.start(packet -> {});
      captures.awaitRefilters(1);
    }
  }

  @Test
  void capturesAgainWhenItsInterfaceCameBack() throws Exception {
    start();
    captures.send(DATA4);
    assertThat(next()).isEqualTo(CLIENT4);
    captures.refuse(gone);
    captures.refuse(gone);
    captures.fail(gone);
    captures.awaitOpens(4);
    captures.send(DATA6);
    assertThat(next()).isEqualTo(CLIENT6);
    assertThat(source.failures()).isOne();
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(2, 0, 0));
  }

  @Test
  void theNewInterfaceMayBeOfAnotherKind() throws Exception {
    start();
    captures.linkType(LinkType.EN10MB.dlt());
    captures.fail(gone);
    captures.awaitOpens(2);
    captures.send(Frames.frame(LinkType.EN10MB, DATA6, Frames.VLAN));
    assertThat(next()).isEqualTo(CLIENT6);
  }

  @Test
  void outlivesAHandlerThatThrows() throws Exception {
    source.start(
        packet -> {
          senders.add(sender(packet));
          throw new IllegalStateException("on purpose");
        });
    captures.send(DATA4);
    captures.send(DATA6);
    assertThat(next()).isEqualTo(CLIENT4);
    assertThat(next()).isEqualTo(CLIENT6);
    captures.awaitRead();
    assertThat(source.failures()).isEqualTo(2);
  }

  @Test
  void countsAPacketBeforeItIsDelivered() throws Exception {
    BlockingQueue<Long> counted = new LinkedBlockingQueue<>();
    captures.send(DATA4);
    CountDownLatch started = new CountDownLatch(1);
    source.start(
        packet -> {
          try {
            started.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          counted.add(source.statistics().received());
        });
    started.countDown();
    assertThat(counted.poll(60, TimeUnit.SECONDS)).isOne();
  }

  @Test
  void startsOnce() {
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(0, 0, 0));
    start();
    assertThatIllegalStateException().isThrownBy(this::start).withMessageContaining("started");
    source.close();
    source.close();
    assertThatIllegalStateException().isThrownBy(this::start).withMessageContaining("closed");
  }

  @Test
  void startSaysWhyItIsImpossibleAndCanBeTriedAgain() throws Exception {
    captures.refuse(new IOException("not permitted"));
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("not permitted");
    start();
    captures.send(DATA4);
    assertThat(next()).isEqualTo(CLIENT4);
  }

  @Test
  void anInterfaceThatCannotBeDecodedIsRefused() {
    captures.linkType(105);
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("frames of the link type 105 cannot be decoded");
  }

  @Test
  void canBeClosedByItsHandler() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    source.start(
        packet -> {
          source.close();
          closed.countDown();
        });
    captures.send(DATA4);
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesValuesAtOnce() {
    PcapTransportSource.Builder builder = PcapTransportSource.builder();
    assertThatIllegalArgumentException().isThrownBy(builder::build);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.interfaceName(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.interfaceName("nflog:x"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.bufferBytes(65_535));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.networkNamespace(""));
  }
}
