package io.jitpeers.pcap;

import java.util.Map;

/**
 * What a {@link PcapPacketSource} has counted since it was made, over all captures that it opened.
 * Counters only grow. Immutable and thread-safe.
 *
 * @param frames frames that libpcap gave, each of which was delivered or refused, or is about to
 *     be; live, those that passed the kernel's filter
 * @param delivered packets that were handed over
 * @param refused frames that were not, by reason; every reason is present
 * @param droppedByKernel frames that passed the filter and found the capture's buffer full ({@code
 *     ps_drop} of pcap_stats(3PCAP))
 * @param droppedByInterface frames of any kind that the interface or its driver dropped while it
 *     was captured on, as {@code /proc/net/dev} has it; 0 for {@code any}
 * @param reopened how often the capture was opened again after its interface had gone
 * @param reinjections packets that were to be given back to the kernel, by outcome; every outcome
 *     is present
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
   * @param frames frames that libpcap gave
   * @param delivered packets that were handed over
   * @param refused frames that were not, by reason
   * @param droppedByKernel frames that found the capture's buffer full
   * @param droppedByInterface frames that the interface dropped
   * @param reopened how often the capture was opened again
   * @param reinjections packets that were to be given back, by outcome
   */
  public PcapStatistics {
    refused = Map.copyOf(refused);
    reinjections = Map.copyOf(reinjections);
  }
}
