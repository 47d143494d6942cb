package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.pcap.internal.frame.LinkType;
import java.util.Arrays;

/** Refuses link types whose frames cannot be decoded. */
public final class LinkTypes {
  private LinkTypes() {}

  /**
   * Returns the link type with the given number.
   *
   * @param operation the operation that needs the link type
   * @param dlt a {@code DLT_} number
   * @throws PcapException if the link type is not supported
   */
  public static LinkType require(String operation, int dlt) throws PcapException {
    return LinkType.ofDlt(dlt)
        .orElseThrow(
            () ->
                new PcapException(
                    operation,
                    0,
                    "frames of the link type " + dlt + " cannot be decoded",
                    "supported link types: " + Arrays.toString(LinkType.values()),
                    null));
  }
}
