package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.CLIENT6;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.internal.reinjection.PacketSender;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PcapOutboundSourceTest {
  private static final int DLT_EN10MB = 1;
  private static final byte[] PING4 = IpPackets.udp(GATEWAY4, CLIENT4, new byte[8]);
  private static final byte[] PING6 = IpPackets.udp(GATEWAY6, CLIENT6, new byte[8]);

  private final FakeCaptures captures = new FakeCaptures();
  private final BlockingQueue<RetainedOutboundPacket> retained = new LinkedBlockingQueue<>();
  private final Sender sender = new Sender();
  private final PcapOutboundSource source = source(() -> sender);

  private static final class Sender implements PacketSender {
    private final List<byte[]> sent = new CopyOnWriteArrayList<>();
    private volatile IOException failure;
    private volatile boolean closed;

    @Override
    public void send(byte[] packet) throws IOException {
      if (failure != null) {
        throw failure;
      }
      sent.add(packet);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private PcapOutboundSource source(PacketSender.Opener senders) {
    return PcapOutboundSource.builder()
        .interfaceName("wg0")
        .timeSource(new ManualTime())
        .kernel(captures, senders)
        .build();
  }

  @AfterEach
  void closeAll() {
    source.close();
    assertThat(captures.openSessions()).isZero();
  }

  private RetainedOutboundPacket next() throws InterruptedException {
    RetainedOutboundPacket packet = retained.poll(60, TimeUnit.SECONDS);
    assertThat(packet).isNotNull();
    return packet;
  }

  private void start() {
    source.start(packet -> retained.add(packet.retain()));
  }

  @Test
  void sendsAWholePacketAgainWhenItsPeerIsThere() throws Exception {
    start();
    captures.send(PING4);
    captures.send(PING6);
    RetainedOutboundPacket first = next();
    RetainedOutboundPacket second = next();
    assertThat(first.canBeSentAgain()).isTrue();
    second.complete(OutboundOutcome.WOKEN);
    first.complete(OutboundOutcome.NOT_WOKEN);
    assertThat(sender.sent).hasSize(1);
    assertThat(sender.sent.get(0)).isEqualTo(PING6);
    assertThat(source.sentAgain()).isOne();
    assertThat(source.sendsAgain()).isTrue();
  }

  @Test
  void whatIsNotThePacketIsNotSentAgain() throws Exception {
    start();
    captures.send(Arrays.copyOf(PING4, PING4.length - 1));
    captures.send(Arrays.copyOf(PING6, PING6.length + 1));
    for (int i = 0; i < 2; i++) {
      RetainedOutboundPacket packet = next();
      assertThat(packet.canBeSentAgain()).isFalse();
      packet.complete(OutboundOutcome.WOKEN);
    }
    assertThat(sender.sent).isEmpty();
  }

  @Test
  void countsWhatIsNoIpPacket() throws Exception {
    byte[] malformed = PING4.clone();
    malformed[3] = 19;
    captures.send(new byte[] {0x45});
    captures.send(Arrays.copyOf(PING6, 39));
    captures.send(malformed);
    byte[] other = PING4.clone();
    other[0] = 0x55;
    captures.send(other);
    captures.send(PING4);
    start();
    assertThat(next()).isNotNull();
    captures.awaitRead();
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(5, 0, 4));
  }

  @Test
  void withoutASenderPeersAreWokenAllTheSame() throws Exception {
    PacketSender.Opener refusing =
        () -> {
          throw new IOException("not permitted");
        };
    try (PcapOutboundSource limited = source(refusing)) {
      limited.start(packet -> retained.add(packet.retain()));
      captures.send(PING4);
      RetainedOutboundPacket packet = next();
      assertThat(packet.canBeSentAgain()).isFalse();
      packet.complete(OutboundOutcome.WOKEN);
      assertThat(limited.sendsAgain()).isFalse();
    }
  }

  @Test
  void aFailedSendIsCounted() throws Exception {
    sender.failure = new IOException("no buffer space");
    start();
    captures.send(PING4);
    next().complete(OutboundOutcome.WOKEN);
    assertThat(source.failures()).isOne();
    assertThat(source.sentAgain()).isZero();
  }

  @Test
  void capturesAgainWhenItsInterfaceCameBack() throws Exception {
    start();
    captures.fail(new IOException("the interface disappeared"));
    captures.awaitOpens(2);
    captures.send(PING4);
    assertThat(next().canBeSentAgain()).isTrue();
    assertThat(sender.closed).isFalse();
    source.close();
    assertThat(sender.closed).isTrue();
  }

  @Test
  void anInterfaceOfAnotherKindIsRefused() {
    captures.linkType(DLT_EN10MB);
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("name the WireGuard interface");
    assertThat(sender.closed).isTrue();
  }

  @Test
  void refusesValuesAtOnce() {
    PcapOutboundSource.Builder builder = PcapOutboundSource.builder();
    assertThatIllegalArgumentException().isThrownBy(builder::build);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.interfaceName("any"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.interfaceName(" "));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.snapshotLength(39));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.bufferBytes(65_535));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.networkNamespace(""));
  }
}
