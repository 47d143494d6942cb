package io.jitpeers.pcap.internal.transport;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.pcap.internal.capture.CaptureDependencies;
import io.jitpeers.pcap.internal.capture.CaptureReader;
import io.jitpeers.pcap.internal.capture.CaptureSession;
import io.jitpeers.pcap.internal.capture.LinkTypes;
import io.jitpeers.pcap.internal.capture.PacketReturn;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.frame.LinkDecoder;
import io.jitpeers.pcap.internal.frame.NflogDecoder;
import io.jitpeers.pcap.internal.frame.PacketFinder;
import io.jitpeers.recovery.TransportHandler;
import io.jitpeers.source.support.SourceThread;
import java.io.IOException;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * A started source of transport data messages, with its capture and its reading thread.
 * Thread-safe.
 */
public final class TransportRun {
  private final CaptureDependencies parts;
  private final CaptureReader reader;
  private final SourceThread thread;

  private TransportRun(CaptureDependencies parts, CaptureReader reader, Logger log) {
    this.parts = parts;
    this.reader = reader;
    this.thread = SourceThread.start(parts.name(), reader, log);
  }

  /**
   * Opens the capture and starts the reading thread. If the capture cannot be opened, the exception
   * names a remedy.
   *
   * @param ports supplies the destination ports of messages
   */
  public static TransportRun start(
      CaptureDependencies parts, Supplier<Ports> ports, TransportHandler handler, Logger log)
      throws IOException {
    TransportPump.Work work =
        new TransportPump.Work(ports, parts.counters(), handler, parts.failures());
    CaptureReader reader =
        new CaptureReader(
            parts,
            (session, framesBefore) ->
                new TransportPump(session, finder(parts.name(), session), framesBefore, work));
    try {
      var unused = reader.open();
      return new TransportRun(parts, reader, log);
    } catch (IOException | RuntimeException | Error e) {
      reader.end();
      throw e;
    }
  }

  private static PacketFinder finder(String name, CaptureSession session) throws PcapException {
    return session.linkType() == NflogDecoder.DLT
        ? new NflogDecoder(session.batch().buffer())
        : new LinkDecoder(session.batch().buffer(), LinkTypes.require(name, session.linkType()));
  }

  /** Makes the reading thread install the current filter in the capture. */
  public void refilter() {
    reader.refilter();
  }

  /** Returns all counters of the capture, up to date. */
  public PcapStatistics statistics() {
    reader.updateStatistics();
    return parts.counters().snapshot(PacketReturn.NONE);
  }

  /**
   * Ends the capture. Waits a limited time for the reading thread to end, unless this method is
   * called on that thread.
   */
  public void close() {
    reader.stop();
    thread.awaitEnd();
    reader.end();
  }
}
