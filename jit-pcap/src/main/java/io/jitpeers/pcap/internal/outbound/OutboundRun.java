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

/** A source that was started: its capture, its thread, and what sends again. Thread-safe. */
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
   * Opens everything and starts delivery; fails if the capture cannot be opened, with what to do
   * about it.
   */
  public static OutboundRun start(
      CaptureDependencies parts, PacketSender.Opener senders, OutboundHandler handler, Logger log)
      throws IOException {
    Retransmitter sendAgain = Retransmitter.open(parts.name(), senders, parts.failures());
    CaptureReader reader =
        new CaptureReader(
            parts,
            (session, linkType, framesBefore) ->
                new OutboundPump(
                    session, framesBefore, parts.counters(), handler, parts.failures(), sendAgain));
    try {
      var unused = OutboundFilter.requireRaw(parts.name(), reader.open());
      return new OutboundRun(parts, reader, sendAgain, log);
    } catch (IOException | RuntimeException | Error e) {
      reader.end();
      sendAgain.close();
      throw e;
    }
  }

  /** Whether a packet that was captured whole can be sent again. */
  public boolean sendsAgain() {
    return sendAgain.isPossible();
  }

  /** How many packets were sent again. */
  public long sentAgain() {
    return sendAgain.sent();
  }

  /** Everything that is counted of the capture, up to date. */
  public PcapStatistics statistics() {
    reader.updateStatistics();
    return parts.counters().snapshot(PacketReturn.NONE);
  }

  /** Ends everything; waits for the thread, within limits, unless called on it. */
  public void close() {
    reader.stop();
    thread.awaitEnd();
    reader.end();
    sendAgain.close();
  }
}
