package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.PcapException;

/**
 * The options of a capture on an interface.
 *
 * @param interfaceName the interface's name, {@code any}, or {@code nflog:GROUP} for a group of the
 *     kernel's packet log
 * @param snapshotLength the maximum number of captured bytes of a frame; not used for the packet
 *     log
 * @param bufferBytes the size of the kernel's buffer, in bytes
 * @param direction the direction of the frames
 * @param filter supplies the filter for a link type
 */
public record LiveOptions(
    String interfaceName,
    int snapshotLength,
    int bufferBytes,
    Direction direction,
    FilterOfLink filter) {

  /** Returns whether packets come from the kernel's packet log (NFLOG), not from an interface. */
  public boolean isPacketLog() {
    return isPacketLog(interfaceName);
  }

  /**
   * Returns whether a name is libpcap's name for the kernel's packet log (NFLOG) or for one of its
   * groups.
   */
  public static boolean isPacketLog(String interfaceName) {
    return interfaceName.equals("nflog") || interfaceName.startsWith("nflog:");
  }

  /** The direction of captured frames. It has no effect where libpcap cannot tell the direction. */
  public enum Direction {
    /** Incoming frames. */
    INBOUND,
    /** Outgoing frames. */
    OUTBOUND
  }

  /** Supplies the filter for a link type. */
  @FunctionalInterface
  public interface FilterOfLink {
    /**
     * Returns the filter expression.
     *
     * @param linkType a {@code DLT_} number
     * @throws PcapException if the link type is not supported
     */
    String expression(int linkType) throws PcapException;
  }
}
