package io.jitpeers.pcap;

import static io.jitpeers.pcap.testkit.Frames.CLIENT4;
import static io.jitpeers.pcap.testkit.Frames.GATEWAY4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.pcap.internal.capture.CaptureReader;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PcapPacketSourceTest extends ScriptedSource {
  private final IOException gone = new IOException("the interface disappeared");

  @Test
  void knowsWhereInTheCaptureAPacketWas() throws Exception {
    start();
    captures.captureTime(time.wallTime().minusMillis(3));
    captures.send(frame(1));
    captures.send(new byte[] {1});
    captures.send(frame(2));
    assertThat(next().frameNumber()).isEqualTo(1);
    CapturedPacket second = next();
    assertThat(second.frameNumber()).isEqualTo(3);
    assertThat(second.captureTime()).isEqualTo(time.wallTime().minusMillis(3));
    assertThat(second.captureNanos()).isEqualTo(time.nanoTime() - 3_000_000);
  }

  @Test
  void handsOverTogetherWhatWasReadTogether() throws Exception {
    BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    for (int i = 0; i < 4; i++) {
      captures.send(frame(i));
    }
    source.start(
        new PacketHandler() {
          @Override
          public void onPacket(Packet packet) {
            throw new AssertionError("they come together");
          }

          @Override
          public void onPackets(List<? extends Packet> packets) {
            sizes.add(packets.size());
            packets.forEach(packet -> packet.complete(PacketOutcome.REJECTED));
            assertThatThrownBy(() -> packets.get(packets.size()))
                .isInstanceOf(IndexOutOfBoundsException.class);
          }
        });
    assertThat(sizes.poll(60, TimeUnit.SECONDS)).isEqualTo(4);
    captures.awaitRead();
    assertThat(source.failures()).isZero();
  }

  @Test
  void waitsAfterABatchWithoutReadingInVain() throws Exception {
    start();
    captures.awaitRead();
    int before = captures.reads();
    captures.send(frame(1));
    captures.awaitRead();

    assertThat(next().frameNumber()).isEqualTo(1);
    assertThat(captures.reads()).isEqualTo(before + 1);
  }

  @Test
  void saysWhyAFrameIsNotDelivered() throws Exception {
    byte[] fragment = frame(1);
    fragment[6] = 0x20;
    byte[] malformed = frame(1);
    malformed[25] = 7;
    byte[] notUdp = frame(1);
    notUdp[9] = 6;
    captures.send(fragment);
    captures.send(malformed);
    captures.send(notUdp);
    captures.send(Arrays.copyOf(frame(1), 100));
    captures.send(new byte[] {0x55});
    captures.send(IpPackets.udp(CLIENT4, IpPackets.at("192.0.2.2", 53), IpPackets.initiation(1)));
    captures.send(IpPackets.udp(CLIENT4, GATEWAY4, new byte[148]));
    captures.send(IpPackets.udp(CLIENT4, GATEWAY4, new byte[32]));
    start();
    captures.send(frame(2));
    assertThat(next().frameNumber()).isEqualTo(9);
    PcapStatistics all = source.pcapStatistics();
    assertThat(all.frames()).isEqualTo(9);
    assertThat(all.delivered()).isEqualTo(1);
    assertThat(all.refused())
        .containsOnlyKeys(FrameRefusal.values())
        .containsEntry(FrameRefusal.FRAGMENT, 1L)
        .containsEntry(FrameRefusal.MALFORMED_UDP, 1L)
        .containsEntry(FrameRefusal.NOT_UDP, 1L)
        .containsEntry(FrameRefusal.TRUNCATED, 1L)
        .containsEntry(FrameRefusal.NOT_IP, 1L)
        .containsEntry(FrameRefusal.OTHER_PORT, 1L)
        .containsEntry(FrameRefusal.NOT_AN_INITIATION, 2L)
        .containsEntry(FrameRefusal.REINJECTED, 0L);
    assertThat(source.statistics()).isEqualTo(SourceStatistics.of(9, 0, 8));
  }

  @Test
  void capturesAgainWhenItsInterfaceCameBack() throws Exception {
    try (CapturedLog log = CapturedLog.of(PcapPacketSource.class)) {
      start();
      captures.send(frame(1));
      assertThat(next().frameNumber()).isEqualTo(1);
      captures.count(5, 50);
      captures.refuse(gone);
      captures.refuse(gone);
      captures.fail(gone);
      captures.awaitOpens(4);
      captures.send(frame(2));
      assertThat(next().frameNumber()).isEqualTo(2);
      captures.count(2, 20);
      assertThat(log.messages(Level.ERROR))
          .singleElement()
          .asString()
          .contains("pcap:eth0 failed; it is reopened as soon as possible");
    }
    PcapStatistics all = source.pcapStatistics();
    assertThat(all.reopened()).isEqualTo(1);
    assertThat(all.droppedByKernel()).isEqualTo(7);
    assertThat(all.droppedByInterface()).isEqualTo(70);
    assertThat(source.failures()).isEqualTo(1);
    assertThat(captures.openSessions()).isEqualTo(1);
  }

  @Test
  void saysWhyItsInterfaceStaysAway() throws Exception {
    try (CapturedLog log = CapturedLog.of(CaptureReader.class)) {
      start();
      for (int i = 0; i < 9; i++) {
        captures.refuse(new IOException("no such device"));
      }
      captures.fail(gone);
      captures.awaitOpens(11);
      assertThat(log.messages(Level.WARN))
          .containsExactly("pcap:eth0 cannot capture again yet; it keeps trying");
    }
  }

  @Test
  void capturesAgainAfterAMistakeOfItsOwn() throws Exception {
    start();
    captures.fail(new IndexOutOfBoundsException("of our own"));
    captures.awaitOpens(2);
    captures.send(frame(1));
    assertThat(next().frameNumber()).isEqualTo(1);
    assertThat(source.failures()).isEqualTo(1);
  }

  @Test
  void countsOnWhenTheKernelsNumbersWrap() {
    start();
    captures.count(-2, 0);
    assertThat(source.statistics().droppedByKernel()).isEqualTo(0xFFFF_FFFEL);
    captures.count(3, 0);
    assertThat(source.statistics().droppedByKernel()).isEqualTo(0x1_0000_0003L);
  }

  @Test
  void doesNotStartWithoutACapture() {
    captures.refuse(new PcapException("capturing on eth0", -5, "no such device", "look", null));
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("capturing on eth0: no such device; look")
        .hasCauseInstanceOf(PcapException.class);
    assertThat(reinjector.isClosed()).isTrue();
    assertThat(source.returnsPackets()).isFalse();
  }

  @Test
  void doesNotStartOnLinksItCannotDecode() {
    captures.linkType(105);
    assertThatThrownBy(this::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("105")
        .hasMessageContaining("EN10MB");
    assertThat(captures.openSessions()).isZero();
  }

  @Test
  void endsWithItsFile() throws Exception {
    source = make(file());
    captures.beFile();
    captures.send(frame(1));
    start();
    source.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(delivered).hasSize(1);
    assertThat(source.returnsPackets()).isFalse();
    assertThat(source.filterExpression()).isPresent();
    assertThat(captures.openSessions()).isZero();
  }

  @Test
  void endsWhereItsFileIsBroken() {
    IOException broken = new IOException("truncated dump file");
    source = make(file());
    captures.beFile();
    captures.send(frame(1));
    captures.fail(broken);
    start();
    assertThat(source.ended().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableThat()
        .withCause(broken);
    assertThat(delivered).hasSize(1);
    assertThat(source.failures()).isEqualTo(1);
  }

  private PcapPacketSource.Builder file() {
    return PcapPacketSource.builder()
        .file(java.nio.file.Path.of("a.pcap"))
        .ports(GATEWAY4.getPort())
        .kernel(captures, () -> reinjector);
  }

  @Test
  void endsWhenClosed() {
    start();
    assertThat(source.ended().toCompletableFuture()).isNotDone();
    source.close();
    assertThat(source.ended().toCompletableFuture()).isCompleted();
    source.close();
  }

  @Test
  void endsWhenClosedWithoutAStart() {
    source.close();
    assertThat(source.ended().toCompletableFuture()).isCompleted();
    assertThatThrownBy(this::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void canBeClosedByItsHandler() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    source.start(
        packet -> {
          source.close();
          packet.complete(PacketOutcome.REJECTED);
          closed.countDown();
        });
    captures.send(frame(1));
    captures.send(frame(2));
    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    source.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  void canBeClosedWhileItsInterfaceIsAway() throws Exception {
    start();
    for (int i = 0; i < 1000; i++) {
      captures.refuse(gone);
    }
    captures.fail(gone);
    captures.awaitOpens(3);
    source.close();
    assertThat(source.ended().toCompletableFuture()).isCompleted();
  }
}
