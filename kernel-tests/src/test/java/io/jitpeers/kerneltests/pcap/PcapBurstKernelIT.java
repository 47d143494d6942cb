package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.IpPackets;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks whether a burst loses packets without counting them. */
class PcapBurstKernelIT {
  private static final int BURST = 50_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private Wire wire;

  @BeforeEach
  void connect() {
    wire = Wire.create();
    // No process listens on the port, and ICMP errors are suppressed.
    wire.gateway
        .commands()
        .reading(
            """
            table inet jit {
              chain incoming {
                type filter hook input priority 0
                udp dport 51820 drop
              }
            }
            """)
        .run("nft", "-f", "-");
    // The gateway's link address is resolved before the burst, which would otherwise wait for it.
    wire.client.run("ping", "-c1", "-W90", Wire.IPV4);
  }

  @AfterEach
  void disconnect() {
    wire.close();
  }

  @Test
  void aBurstLosesNothingThatIsNotCounted() throws Exception {
    try (PcapPacketSource source = wire.source(Wire.DEVICE).build()) {
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));

      send(BURST);

      awaitAccounted(source, BURST);
      awaitDelivered(source);
    }
  }

  @Test
  void aBurstThatOverrunsTheBufferIsCounted() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (PcapPacketSource source = wire.source(Wire.DEVICE).bufferBytes(1 << 16).build()) {
      source.start(packet -> completeAfter(over, packet));

      send(5_000);
      over.countDown();

      awaitAccounted(source, 5_000);
      assertThat(source.statistics().droppedByKernel()).isPositive();
      assertThat(source.failures()).isZero();
    }
  }

  @Test
  void theDefaultBufferHoldsTenThousand() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (PcapPacketSource source = wire.source(Wire.DEVICE).build()) {
      source.start(packet -> completeAfter(over, packet));

      send(10_000);
      over.countDown();

      awaitAccounted(source, 10_000);
      assertThat(source.statistics().droppedByKernel()).isZero();
      awaitDelivered(source);
    }
  }

  private static void completeAfter(CountDownLatch latch, Packet packet) {
    try {
      latch.await();
      packet.complete(PacketOutcome.REJECTED);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends the given number of different initiations as fast as possible. */
  private void send(int count) throws Exception {
    wire.client.call(
        () -> {
          ByteBuffer initiation = ByteBuffer.allocateDirect(148).put(IpPackets.initiation(0));
          InetSocketAddress to = IpPackets.at(Wire.IPV4, Wire.PORT);
          try (DatagramChannel channel = DatagramChannel.open()) {
            for (int i = 0; i < count; i++) {
              channel.send(initiation.putInt(4, i).rewind(), to);
            }
            return count;
          }
        });
  }

  private static long accounted(PcapPacketSource source) {
    PcapStatistics statistics = source.pcapStatistics();
    return statistics.frames() + statistics.droppedByKernel();
  }

  /** Returns how many frames did not fit the gateway's input queue; a capture cannot see those. */
  private String lostOnTheWire() {
    return wire.client.attribute(Wire.DEVICE, "statistics/tx_dropped");
  }

  /** A frame is counted before it is delivered. */
  private static void awaitDelivered(PcapPacketSource source) {
    long frames = source.pcapStatistics().frames();
    assertThat(frames).isPositive();
    assertThat(Await.until(PATIENCE, () -> source.pcapStatistics().delivered() >= frames)).isTrue();
    assertThat(source.pcapStatistics().delivered()).isEqualTo(frames);
  }

  private void awaitAccounted(PcapPacketSource source, long sent) {
    boolean all = Await.until(PATIENCE, () -> accounted(source) >= sent);
    assertThat(accounted(source))
        .as("captured or dropped; in time: %s; lost on the wire: %s", all, lostOnTheWire())
        .isEqualTo(sent);
  }
}
