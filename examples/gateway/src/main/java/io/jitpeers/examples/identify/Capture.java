package io.jitpeers.examples.identify;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.spi.PacketHandler;
import java.util.concurrent.CompletionStage;

/**
 * A capture that is watched, as {@link PcapPacketSource} is one; tests have one without libpcap.
 */
interface Capture extends AutoCloseable {

  /**
   * Starts delivery of {@link CapturedPacket}s, batch by batch.
   *
   * @throws java.io.UncheckedIOException if that is not possible, with what to do about it
   */
  void start(PacketHandler handler);

  /** Completes when nothing more will be delivered; with an IOException if a file is broken. */
  CompletionStage<Void> ended();

  /** What was counted. */
  PcapStatistics statistics();

  /** Stops delivery, and waits until it has stopped. Closing again does nothing. */
  @Override
  void close();

  /** Takes over a source that was not started yet. */
  static Capture of(PcapPacketSource source) {
    return new Capture() {
      @Override
      public void start(PacketHandler handler) {
        source.start(handler);
      }

      @Override
      public CompletionStage<Void> ended() {
        return source.ended();
      }

      @Override
      public PcapStatistics statistics() {
        return source.pcapStatistics();
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }
}
