package io.jitpeers.pcap;

import java.util.Map;

/**
 * Counters of a {@link PcapPacketSource} since it was created, over all captures that it opened.
 * Counters never decrease. Immutable and thread-safe.
 *
 * @param frames frames that libpcap delivered (in a live capture, only those that passed the
 *     kernel's filter); each of them is also counted as delivered or refused, possibly a moment
 *     later
 * @param delivered packets passed to the handler
 * @param refused frames that were not delivered, by reason; every reason is present
 * @param droppedByKernel frames that passed the filter but were lost because the capture's buffer
 *     was full ({@code ps_drop} of pcap_stats(3PCAP))
 * @param droppedByInterface frames of any kind that the interface or its driver dropped during the
 *     capture, according to {@code /proc/net/dev}; always 0 for a capture on {@code any}, libpcap's
 *     name for all interfaces
 * @param reopened how often the capture was reopened after it had failed, for example because its
 *     interface had disappeared
 * @param reinjections attempts to reinject a packet into the kernel, by outcome; every outcome is
 *     present
 */
public record PcapStatistics(
    long frames,
    long delivered,
    Map<FrameRefusal, Long> refused,
    long droppedByKernel,
    long droppedByInterface,
    long reopened,
    Map<ReinjectionOutcome, Long> reinjections) {

  /**
   * Creates statistics; the maps are copied.
   *
   * @param frames frames that libpcap delivered
   * @param delivered packets passed to the handler
   * @param refused frames that were not delivered, by reason
   * @param droppedByKernel frames lost because the capture's buffer was full
   * @param droppedByInterface frames that the interface dropped
   * @param reopened how often the capture was reopened
   * @param reinjections attempts to reinject a packet, by outcome
   */
  public PcapStatistics {
    refused = Map.copyOf(refused);
    reinjections = Map.copyOf(reinjections);
  }
}
