package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.PcapException;

/**
 * The options of a capture on an interface.
 *
 * @param interfaceName the interface's name, or {@code any}
 * @param snapshotLength how many bytes of a frame are captured
 * @param bufferBytes the size of the kernel's buffer
 * @param direction the direction of the frames
 * @param filter supplies the filter for a link type
 */
public record LiveOptions(
    String interfaceName,
    int snapshotLength,
    int bufferBytes,
    Direction direction,
    FilterOfLink filter) {

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
