package io.jitpeers.kerneltests.pcap;

import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.PacketOutcome;
import java.io.UncheckedIOException;

/** A program that starts a source, for running as somebody else. */
final class PcapProbe {
  private PcapProbe() {}

  /**
   * Prints what became of the start.
   *
   * @param args the interface, and the network namespace if it is another
   */
  public static void main(String[] args) {
    PcapPacketSource.Builder builder =
        PcapPacketSource.builder().interfaceName(args[0]).ports(Wire.PORT);
    if (args.length > 1) {
      builder.networkNamespace(args[1]);
    }
    try (PcapPacketSource source = builder.build()) {
      source.start(packet -> packet.complete(PacketOutcome.REJECTED));
      System.out.println("started, returns packets: " + source.returnsPackets());
    } catch (UncheckedIOException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
