package io.jitpeers.pcap.internal.transport;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.FrameConsumer;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.frame.PacketFinder;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.source.support.FailureLog;
import java.util.function.Supplier;

/**
 * Passes the transport data messages of one capture to a handler, batch by batch. Allocates no
 * memory for a frame. Used only by the thread that reads the capture.
 */
final class TransportPump implements FrameConsumer {
  private final FrameBatch batch;
  private final TransportFrame frame;
  private final Work work;
  private long frameNumber;

  /**
   * The objects that all {@link TransportPump} instances of a source share. Each capture of the
   * source has its own instance.
   *
   * @param ports supplies the destination ports of messages
   * @param counters counts frames
   * @param handler receives messages
   * @param failures receives the handler's exceptions
   */
  record Work(
      Supplier<Ports> ports,
      CaptureCounters counters,
      TransportHandler handler,
      FailureLog failures) {}

  TransportPump(CaptureSession session, PacketFinder finder, long framesBefore, Work work) {
    this.batch = session.batch();
    this.frame = new TransportFrame(batch.buffer(), finder);
    this.work = work;
    this.frameNumber = framesBefore;
  }

  @Override
  public long frameNumber() {
    return frameNumber;
  }

  @Override
  public void pump() {
    Ports ports = work.ports.get();
    while (batch.next()) {
      frameNumber++;
      FrameRefusal refusal = frame.lay(batch.start(), batch.captured(), ports);
      // The frame is counted before delivery, so that the handler sees its packet in the counters.
      work.counters.took(1, refusal == null ? 1 : 0);
      if (refusal == null) {
        deliver();
      } else {
        work.counters.refused(refusal);
      }
    }
  }

  private void deliver() {
    try {
      work.handler.onPacket(frame);
    } catch (RuntimeException | Error e) {
      work.failures.record("the handler of transport data threw", e);
    }
  }
}
