package io.jitpeers.pcap.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.frame.LinkDecoder;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.Capture;
import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.pcap.testkit.Transport;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.ManualTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The data that all clients send leaves no garbage for the collector. */
class TransportAllocationTest {
  private static final int FRAMES = 40_000;

  /** After everything has been compiled. */
  private static final int SETTLED = 20_000;

  /** In total, for the remaining frames: less than a byte for each. */
  private static final long MUCH = 10_000;

  private long sum;

  @Test
  void deliveringAllocatesNothing() throws Exception {
    FakeCaptures captures = new FakeCaptures();
    CaptureSession session = captures.open();
    Ports ports = Ports.of(Set.of(Frames.GATEWAY4.getPort()));
    TransportPump pump =
        new TransportPump(
            session,
            new LinkDecoder(session.batch().buffer(), LinkType.RAW),
            0,
            new TransportPump.Work(
                () -> ports,
                new CaptureCounters(),
                packet -> {
                  int at = packet.source().position();
                  sum += packet.sourcePort() + packet.source().getInt(at);
                },
                new FailureLog(
                    LoggerFactory.getLogger(TransportAllocationTest.class), new ManualTime())));
    byte[] packet = IpPackets.udp(Frames.CLIENT4, Frames.GATEWAY4, Transport.message(32));
    long allocated = 0;
    for (int i = 0; i < FRAMES; i++) {
      captures.send(packet);
      assertThat(session.read()).isEqualTo(Capture.Read.FRAMES);
      long before = Allocation.soFar();
      pump.pump();
      allocated += i < SETTLED ? 0 : Allocation.soFar() - before;
    }
    assertThat(pump.frameNumber()).isEqualTo(FRAMES);
    assertThat(sum).isNotZero();
    assertThat(allocated).isLessThan(MUCH + costOfMeasuring());
  }

  /** Reading the counter allocates, too. */
  private static long costOfMeasuring() {
    long allocated = 0;
    for (int i = 0; i < FRAMES - SETTLED; i++) {
      long before = Allocation.soFar();
      allocated += Allocation.soFar() - before;
    }
    return allocated;
  }
}
