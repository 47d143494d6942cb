package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Fate;
import io.jitpeers.netlink.testkit.FakeNfqueueKernel.Sent;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.IpPackets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bursts, full queues, and malformed messages. */
@Timeout(60)
class NfqueueLoadTest extends NfqueueFixture {
  @Test
  void aFullQueueFailsOpen() throws Exception {
    source = make(builder().maxQueueLength(2));
    start();
    List<Sent> sent = List.of(sendInitiation(1), sendInitiation(2), sendInitiation(3));
    assertThat(sent.get(2).fate()).isEqualTo(Fate.FAILED_OPEN);
    next().complete(PacketOutcome.INSTALLED);
    // The reading thread may be the one that sends the verdict, later than complete returns.
    assertThat(sent.get(0).fate()).isEqualTo(Fate.PASSED);
    assertThat(sendInitiation(4).isUndecided()).isTrue();
    assertThat(source.statistics().droppedByKernel()).isZero();
  }

  @Test
  void aFullQueueThatDropsIsCounted() {
    source = make(builder().maxQueueLength(2).failOpen(false));
    start();
    sendInitiation(1);
    sendInitiation(2);
    assertThat(sendInitiation(3).fate()).isEqualTo(Fate.NOT_QUEUED);
    assertThat(source.queueStatistics().queueDropped()).isEqualTo(OptionalLong.of(1));
    assertThat(source.statistics().droppedByKernel()).isOne();
    source.close();
    assertThat(source.statistics().droppedByKernel()).isOne();
  }

  @Test
  void survivesABurstThatOverrunsItsBuffer() throws Exception {
    kernel.receiveCapacity(500);
    source = make(builder().maxQueueLength(20_000).failOpen(false));
    CountDownLatch burst = new CountDownLatch(1);
    source.start(
        packet -> {
          awaitQuietly(burst);
          packet.complete(PacketOutcome.ALREADY_RESIDENT);
        });
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      sent.add(sendInitiation(i));
    }
    burst.countDown();
    int lost = 0;
    for (Sent packet : sent) {
      Fate fate = packet.fate();
      assertThat(fate).isIn(Fate.PASSED, Fate.NOT_QUEUED);
      lost += fate == Fate.NOT_QUEUED ? 1 : 0;
    }
    assertThat(sendInitiation(10_001).fate()).isEqualTo(Fate.PASSED);
    NfqueueStatistics statistics = source.queueStatistics();
    assertThat(lost).isGreaterThan(9_000);
    assertThat(statistics.missed()).isEqualTo(lost);
    assertThat(statistics.userDropped()).isEqualTo(OptionalLong.of(lost));
    assertThat(statistics.bufferOverruns()).isEqualTo(1);
    assertThat(statistics.received()).isEqualTo(10_001 - lost);
    assertThat(source.statistics().droppedByKernel()).isEqualTo(lost);
    assertThat(kernel.length()).isZero();
  }

  @Test
  void acceptsABurstInFewMessages() {
    CountDownLatch burst = new CountDownLatch(1);
    source.start(
        packet -> {
          awaitQuietly(burst);
          packet.complete(PacketOutcome.ALREADY_RESIDENT);
        });
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sent.add(sendInitiation(i));
    }
    burst.countDown();
    assertThat(sent).extracting(Sent::fate).containsOnly(Fate.PASSED);
    assertThat(kernel.batchVerdicts() + kernel.singleVerdicts()).isLessThan(1_000 / 64 + 3);
  }

  @Test
  void idsMayWrapAround() throws Exception {
    kernel.firstId(-3);
    start();
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sent.add(sendInitiation(i));
    }
    for (int i = 0; i < 6; i++) {
      next().complete(i == 2 ? PacketOutcome.REJECTED : PacketOutcome.INSTALLED);
    }
    assertThat(sent.get(2).fate()).isEqualTo(Fate.DROPPED);
    sent.remove(2);
    assertThat(sent).extracting(Sent::fate).containsOnly(Fate.PASSED);
  }

  @Test
  void verdictsForFlushedPacketsAreCounted() throws Exception {
    start();
    Sent sent = sendInitiation(1);
    Packet packet = next();
    kernel.flush();
    packet.complete(PacketOutcome.INSTALLED);
    assertThat(sent.fate()).isEqualTo(Fate.FLUSHED);
    eventually(() -> source.queueStatistics().tooLate() == 1);
    assertThat(source.failures()).isZero();
  }

  @Test
  void unreadableMessagesAreCountedAndSurvived() throws Exception {
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      start();
      kernel.openSockets().get(0).inject(new byte[] {1, 2, 3});
      kernel.openSockets().get(0).inject(new byte[70_000]);
      byte[] withoutId = kernel.packetMessage(1, new byte[0], 2048);
      withoutId[22] = 99; // the type of the attribute with the id
      withoutId[23] = 99;
      kernel.openSockets().get(0).inject(withoutId);
      eventually(() -> source.failures() == 3);
      Sent sent = sendInitiation(1);
      next().complete(PacketOutcome.REJECTED);
      assertThat(sent.fate()).isEqualTo(Fate.DROPPED);
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void brokenMessagesAreSurvived() {
    Random random = new Random(1);
    try (CapturedLog log = CapturedLog.of(NfqueuePacketSource.class)) {
      kernel.firstId(1_000);
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      byte[] packet = IpPackets.udp(CLIENT, GATEWAY, IpPackets.initiation(1));
      for (int round = 0; round < 5_000; round++) {
        byte[] message = kernel.packetMessage(1, packet, 2048);
        for (int i = random.nextInt(4); i >= 0; i--) {
          // The bytes of the id attribute, whose value is 1: the kernel has no such packet.
          message[32 + random.nextInt(message.length - 32)] = (byte) random.nextInt();
        }
        kernel.openSockets().get(0).inject(message);
      }
      assertThat(sendInitiation(2).fate()).isEqualTo(Fate.DROPPED);
      assertThat(source.queueStatistics().received()).isEqualTo(5_001);
      assertThat(source.queueStatistics().reopened()).isZero();
      assertThat(source.failures()).isPositive();
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void worksWithoutTheKernelsFile() {
    source =
        make(
            builder()
                .kernel(
                    kernel.sockets(),
                    () -> {
                      throw new IOException("permission denied");
                    }));
    start();
    assertThat(source.queueStatistics().queueDropped()).isEmpty();
    assertThat(source.queueStatistics().userDropped()).isEmpty();
    assertThat(source.statistics().droppedByKernel()).isZero();
  }
}
