package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.capture.CaptureCounters;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.FrameConsumer;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.wakeup.OutboundHandler;

/**
 * Passes the packets of one capture to a handler, batch by batch. A packet causes no allocation,
 * unless the handler {@linkplain io.jitpeers.wakeup.OutboundPacket#retain retains} the packet. Used
 * only by the thread that reads the capture.
 */
final class OutboundPump implements FrameConsumer {
  private final FrameBatch batch;
  private final CaptureCounters counters;
  private final OutboundHandler handler;
  private final FailureLog failures;
  private final OutboundFrame frame;
  private long frameNumber;

  OutboundPump(
      CaptureSession session,
      long framesBefore,
      CaptureCounters counters,
      OutboundHandler handler,
      FailureLog failures,
      Retransmitter sendAgain) {
    this.batch = session.batch();
    this.frameNumber = framesBefore;
    this.counters = counters;
    this.handler = handler;
    this.failures = failures;
    this.frame = new OutboundFrame(batch.buffer(), sendAgain);
  }

  @Override
  public long frameNumber() {
    return frameNumber;
  }

  @Override
  public void pump() {
    while (batch.next()) {
      frameNumber++;
      FrameRefusal refusal = frame.lay(batch.start(), batch.captured());
      // The frame is counted before delivery, so that the handler sees its packet in the counters.
      counters.took(1, refusal == null ? 1 : 0);
      if (refusal == null) {
        deliver();
      } else {
        counters.refused(refusal);
      }
    }
  }

  private void deliver() {
    try {
      handler.onPacket(frame);
    } catch (RuntimeException | Error e) {
      failures.record("the handler of outbound packets threw", e);
    }
  }
}
