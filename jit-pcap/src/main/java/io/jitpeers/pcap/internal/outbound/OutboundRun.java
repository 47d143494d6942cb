package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.pcap.internal.capture.CaptureDependencies;
import io.jitpeers.pcap.internal.capture.CaptureReader;
import io.jitpeers.pcap.internal.capture.PacketReturn;
import io.jitpeers.pcap.internal.reinjection.PacketSender;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.wakeup.OutboundHandler;
import java.io.IOException;
import org.slf4j.Logger;

/**
 * A started source of outbound packets, with its capture, reading thread and retransmitter.
 * Thread-safe.
 */
public final class OutboundRun {
  private final CaptureDependencies parts;
  private final CaptureReader reader;
  private final Retransmitter sendAgain;
  private final SourceThread thread;

  private OutboundRun(
      CaptureDependencies parts, CaptureReader reader, Retransmitter sendAgain, Logger log) {
    this.parts = parts;
    this.reader = reader;
    this.sendAgain = sendAgain;
    this.thread = SourceThread.start(parts.name(), reader, log);
  }

  /**
   * Opens the capture and the retransmitter, and starts the reading thread. If the capture cannot
   * be opened, the exception names a remedy.
   */
  public static OutboundRun start(
      CaptureDependencies parts, PacketSender.Opener senders, OutboundHandler handler, Logger log)
      throws IOException {
    Retransmitter sendAgain = Retransmitter.open(parts.name(), senders, parts.failures());
    CaptureReader reader =
        new CaptureReader(
            parts,
            (session, framesBefore) -> {
              var unused = OutboundFilter.requireRaw(parts.name(), session.linkType());
              return new OutboundPump(
                  session, framesBefore, parts.counters(), handler, parts.failures(), sendAgain);
            });
    try {
      var unused = reader.open();
      return new OutboundRun(parts, reader, sendAgain, log);
    } catch (IOException | RuntimeException | Error e) {
      reader.end();
      sendAgain.close();
      throw e;
    }
  }

  /** Returns whether packets that were captured whole can be sent again. */
  public boolean sendsAgain() {
    return sendAgain.isPossible();
  }

  /** Returns how many packets were sent again. */
  public long sentAgain() {
    return sendAgain.sent();
  }

  /** Returns all counters of the capture, up to date. */
  public PcapStatistics statistics() {
    reader.updateStatistics();
    return parts.counters().snapshot(PacketReturn.NONE);
  }

  /**
   * Ends the capture and closes the retransmitter. Waits a limited time for the reading thread to
   * end, unless this method is called on that thread.
   */
  public void close() {
    reader.stop();
    thread.awaitEnd();
    reader.end();
    sendAgain.close();
  }
}
