package io.jitpeers.source.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.ManualTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReusedPacketTest {
  private final List<PacketOutcome> outcomes = new ArrayList<>();

  /** Otherwise the packet would never be completed, and an inline source would hold it for ever. */
  @Test
  void isCompletedAsFailedWhenItCouldNotBeCopied() {
    FailureLog failures =
        new FailureLog(LoggerFactory.getLogger(ReusedPacketTest.class), new ManualTime());
    Uncopyable packet = new Uncopyable();
    packet.open(1);
    new PacketDelivery("test", offered -> offered.retain(), failures).deliver(packet);
    assertThat(outcomes).containsExactly(PacketOutcome.FAILED);
    assertThat(failures.count()).isEqualTo(1);
  }

  private final class Uncopyable extends ReusedPacket {
    private final InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    @Override
    public InetSocketAddress source() {
      return address;
    }

    @Override
    public InetSocketAddress destination() {
      return address;
    }

    @Override
    public ByteBuffer payload() {
      return ByteBuffer.allocate(148);
    }

    @Override
    protected OwnedPacket copy() {
      throw new OutOfMemoryError("not enough for a copy");
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      outcomes.add(outcome);
    }
  }
}
