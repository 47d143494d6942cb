package io.jitpeers.pcap.internal.libpcap;

import io.jitpeers.pcap.PcapException;

/**
 * How to capture on an interface.
 *
 * @param interfaceName its name, or {@code any}
 * @param snapshotLength how many bytes of a frame are captured
 * @param bufferBytes the kernel's buffer
 * @param direction which way the frames go
 * @param filter gives the filter for a link type
 */
public record LiveOptions(
    String interfaceName,
    int snapshotLength,
    int bufferBytes,
    Direction direction,
    FilterOfLink filter) {

  /** Which way frames go, where libpcap can tell. */
  public enum Direction {
    /** They come in. */
    INBOUND,
    /** They go out. */
    OUTBOUND
  }

  /** Which filter a link type needs. */
  @FunctionalInterface
  public interface FilterOfLink {
    /**
     * Returns the expression.
     *
     * @param linkType a {@code DLT_} number
     * @throws PcapException if such links are not known here
     */
    String expression(int linkType) throws PcapException;
  }
}
