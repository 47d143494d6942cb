package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.frame.LinkType;
import java.util.Arrays;

/** Refuses link types that frames cannot be decoded of. */
public final class LinkTypes {
  private LinkTypes() {}

  /**
   * Returns a link type.
   *
   * @param operation what it is needed for
   * @param dlt its {@code DLT_} number
   * @throws PcapException if it is not known here
   */
  public static LinkType require(String operation, int dlt) throws PcapException {
    return LinkType.ofDlt(dlt)
        .orElseThrow(
            () ->
                new PcapException(
                    operation,
                    0,
                    "frames of the link type " + dlt + " cannot be decoded",
                    "those of these can: " + Arrays.toString(LinkType.values()),
                    null));
  }
}
