package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.spi.PacketHandler;
import java.io.IOException;
import org.slf4j.Logger;

/** A started source: its capture, the thread that reads it, and its reinjection. Thread-safe. */
public final class CaptureRun {
  private final CaptureReader reader;
  private final PacketReturn packetReturn;
  private final CaptureCounters counters;
  private final SourceThread thread;
  private final int linkType;

  private CaptureRun(
      CaptureReader reader,
      PacketReturn packetReturn,
      CaptureDependencies parts,
      int linkType,
      Logger log) {
    this.reader = reader;
    this.packetReturn = packetReturn;
    this.counters = parts.counters();
    this.linkType = linkType;
    this.thread = SourceThread.start(parts.name(), reader, log);
  }

  /**
   * Opens the capture and the reinjector, and starts the reading thread. If the capture cannot be
   * opened, the exception names a remedy.
   */
  public static CaptureRun start(
      InitiationDependencies initiations, PacketHandler handler, Logger log) throws IOException {
    CaptureDependencies parts = initiations.capture();
    PacketReturn packetReturn =
        PacketReturn.open(initiations.reinjectors(), parts.time(), parts.failures());
    FramePump.Dependencies work = work(parts, initiations.ports(), handler, packetReturn);
    CaptureReader reader =
        new CaptureReader(
            parts,
            (session, framesBefore) ->
                new FramePump(
                    session,
                    LinkTypes.require(parts.name(), session.linkType()),
                    framesBefore,
                    work));
    try {
      int linkType = reader.open();
      packetReturn.warnIfImpossible(parts.name());
      return new CaptureRun(reader, packetReturn, parts, linkType, log);
    } catch (IOException | RuntimeException | Error e) {
      reader.end();
      packetReturn.close();
      throw e;
    }
  }

  private static FramePump.Dependencies work(
      CaptureDependencies parts,
      WatchedPorts ports,
      PacketHandler handler,
      PacketReturn packetReturn) {
    return new FramePump.Dependencies(
        ports,
        new CaptureClock(parts.time(), parts.live()),
        packetReturn,
        packetReturn,
        parts.counters(),
        new PacketDelivery(parts.name(), handler, parts.failures()));
  }

  /**
   * Returns the link type that the frames had when the capture was first opened, a {@code DLT_}
   * number.
   */
  public int linkType() {
    return linkType;
  }

  /** Makes the reading thread install the current filter in the capture. */
  public void refilter() {
    reader.refilter();
  }

  /** Returns whether packets are reinjected. */
  public boolean returnsPackets() {
    return packetReturn.isPossible();
  }

  /** Returns all counters, up to date. */
  public PcapStatistics statistics() {
    reader.updateStatistics();
    return counters.snapshot(packetReturn.counts());
  }

  /**
   * Ends the capture and the reinjection. Waits a limited time for the reading thread to end,
   * unless this method is called on that thread.
   */
  public void close() {
    reader.stop();
    thread.awaitEnd();
    reader.end();
    packetReturn.close();
  }
}
