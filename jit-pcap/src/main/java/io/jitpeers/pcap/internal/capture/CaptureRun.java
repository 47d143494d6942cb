package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.source.support.SourceThread;
import io.jitpeers.spi.PacketHandler;
import java.io.IOException;
import org.slf4j.Logger;

/**
 * A source that was started: its capture, the thread that reads it, and what gives packets back.
 * Thread-safe.
 */
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
   * Opens everything and starts delivery; fails if the capture cannot be opened, with what to do
   * about it.
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
            (session, linkType, framesBefore) ->
                new FramePump(session, linkType, framesBefore, work));
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

  /** The link type of frames when the capture was opened first, a {@code DLT_} number. */
  public int linkType() {
    return linkType;
  }

  /** Has the capture take up the filter that is right now. */
  public void refilter() {
    reader.refilter();
  }

  /** Whether packets are given back. */
  public boolean returnsPackets() {
    return packetReturn.isPossible();
  }

  /** Everything that is counted, up to date. */
  public PcapStatistics statistics() {
    reader.updateStatistics();
    return counters.snapshot(packetReturn.counts());
  }

  /** Ends everything; waits for the thread, within limits, unless called on it. */
  public void close() {
    reader.stop();
    thread.awaitEnd();
    reader.end();
    packetReturn.close();
  }
}
