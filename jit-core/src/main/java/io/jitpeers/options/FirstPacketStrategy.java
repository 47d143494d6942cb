package io.jitpeers.options;

import java.util.Locale;

/**
 * How the client whose initiation made a peer be installed gets its first answer. The data plane
 * has forgotten that initiation when the peer is installed: it came before the peer.
 *
 * <p>Measured from a client's first ping to its reply, at a round-trip time of 100 ms, on User-Mode
 * Linux (one run each; what lasts is the number of round trips):
 *
 * <table>
 *   <caption>First replies</caption>
 *   <tr><th>strategy</th><th>round trips</th><th>measured</th></tr>
 *   <tr><td>(the peer was there already)</td><td>2</td><td>202 ms</td></tr>
 *   <tr><td>REPLAY</td><td>2</td><td>229 ms, 19 ms of it the install</td></tr>
 *   <tr><td>INITIATE_BACK</td><td>3</td><td>338 ms, 36 ms of it the install</td></tr>
 *   <tr><td>WAIT</td><td>2, after 5 s</td><td>5,283 ms</td></tr>
 * </table>
 *
 * <p>Not every packet can be served as wanted. The choice is made for each: REPLAY, if it is wanted
 * and the packet's source gives packets back; else INITIATE_BACK, unless WAIT is wanted, if the
 * store can make its data plane initiate and the packet's source address can be an endpoint; else
 * WAIT. What was used is counted ({@link io.jitpeers.statistics.JitStatistics#firstPackets}).
 */
public enum FirstPacketStrategy {
  /**
   * The packet is given back to the data plane, which answers the client's own handshake. Needs a
   * source that {@linkplain io.jitpeers.spi.PacketSource#returnsPackets() gives packets back}.
   */
  REPLAY,
  /**
   * The data plane initiates a handshake with the address that the packet came from, and keeps the
   * persistent keepalive that the config wants. Needs a store that {@linkplain
   * io.jitpeers.spi.PeerStore#initiatesHandshakes() can make it do so}. A packet's source can be
   * forged even where its sender proved its key, so a peer that completes no handshake within the
   * {@linkplain ProvisioningOptions#confirmationTime() confirmation time} goes. The packet itself
   * is dropped by a source that holds it: both handshakes at once would only disturb each other.
   */
  INITIATE_BACK,
  /**
   * Nothing is done: the client tries again 5 s after its first packet (REKEY_TIMEOUT, whitepaper
   * section 6.1) and then finds its peer. A source that holds the packet drops it.
   */
  WAIT;

  /**
   * {@return the name that counters, metrics and settings use, the constant's name in lower case,
   * with hyphens}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
