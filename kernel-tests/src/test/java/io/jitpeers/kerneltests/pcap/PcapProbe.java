package io.jitpeers.kerneltests.pcap;

import io.jitpeers.pcap.PcapPacketSource;
import io.jitpeers.spi.PacketOutcome;
import java.io.UncheckedIOException;

/** A program that starts a source, to be run as another user. */
final class PcapProbe {
  private PcapProbe() {}

  /**
   * Prints the result of the start.
   *
   * @param args the interface, and its network namespace if it is not this process's own
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
