package io.jitpeers.examples.identify;

import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.spi.PacketHandler;
import java.util.concurrent.CompletionStage;

/** A capture such as a {@link PcapPacketSource}. Tests use a capture that does not need libpcap. */
interface Capture extends AutoCloseable {

  /**
   * Starts to deliver {@link CapturedPacket}s in batches.
   *
   * @throws java.io.UncheckedIOException if the capture cannot start; the message contains a remedy
   */
  void start(PacketHandler handler);

  /**
   * Returns a future that completes when no more packets follow. It fails with an IOException if
   * the capture file is broken.
   */
  CompletionStage<Void> ended();

  /** Returns the counters. */
  PcapStatistics statistics();

  /** Stops delivery and waits until it has stopped. Closing again does nothing. */
  @Override
  void close();

  /** Wraps a source that has not been started. Closing the capture closes the source. */
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
