package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.RequiresLibPcap;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.ResponderKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of invalid frames from the real libpcap leaves no garbage for the collector. */
@RequiresLibPcap
class CaptureAllocationTest {
  private static final int FRAMES = 200_000;

  /** After everything has been compiled, and all retained memory is allocated. */
  private static final int SETTLED = 100_000;

  /** In total, for the remaining frames: less than a byte for each. */
  private static final long MUCH = 50_000;

  private static final int LINKTYPE_RAW = 101;

  @TempDir private Path folder;

  private Path flood() throws IOException {
    byte[] frame = IpPackets.udp(Frames.CLIENT4, Frames.GATEWAY4, IpPackets.initiation(1));
    ByteBuffer record =
        ByteBuffer.allocate(16 + frame.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(0)
            .putInt(frame.length)
            .putInt(frame.length)
            .put(frame);
    ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0xA1B2C3D4).putShort((short) 2).putShort((short) 4).putLong(0);
    header.putInt(65_535).putInt(LINKTYPE_RAW);
    Path file = folder.resolve("flood.pcap");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(header.array());
      for (int i = 0; i < FRAMES; i++) {
        out.write(record.array());
      }
    }
    return file;
  }

  @Test
  void refusingAllocatesNothing() throws Exception {
    Refusing handler = new Refusing();
    try (PcapPacketSource source =
        PcapPacketSource.builder().file(flood()).ports(Frames.GATEWAY4.getPort()).build()) {
      source.start(handler);
      source.ended().toCompletableFuture().get(60, TimeUnit.SECONDS);
      assertThat(source.failures()).isZero();
    }
    assertThat(handler.refused).isEqualTo(FRAMES);
    assertThat(handler.allocatedAtEnd - handler.allocatedWhenSettled).isBetween(0L, MUCH);
  }

  /** Does what admission does with a batch of packets; called on the reading thread. */
  private static final class Refusing implements PacketHandler {
    private final ResponderKey key = ResponderKey.of(PrivateKey.generate(new SecureRandom()));
    private final ByteBuffer[] payloads = new ByteBuffer[1024];
    private final InitiationRefusal[] refusals = new InitiationRefusal[1024];
    private int refused;
    private long allocatedWhenSettled = Long.MAX_VALUE;
    private long allocatedAtEnd;

    @Override
    public void onPacket(Packet packet) {
      throw new AssertionError("they come together");
    }

    @Override
    public void onPackets(List<? extends Packet> packets) {
      int count = packets.size();
      for (int i = 0; i < count; i++) {
        payloads[i] = packets.get(i).payload();
      }
      key.check(payloads, count, refusals);
      int wrong = 0;
      for (int i = 0; i < count; i++) {
        wrong += refusals[i] == InitiationRefusal.BAD_MAC1 ? 1 : 0;
        packets.get(i).complete(PacketOutcome.REJECTED);
      }
      refused += wrong;
      if (refused >= SETTLED && allocatedWhenSettled == Long.MAX_VALUE) {
        allocatedWhenSettled = Allocation.soFar();
      } else if (refused == FRAMES) {
        allocatedAtEnd = Allocation.soFar();
      }
    }
  }
}
