package io.jitpeers.options;

import java.util.Locale;

/**
 * How a client gets its first answer after its initiation caused its peer to be installed. The data
 * plane did not answer that initiation, because it arrived before the peer was installed.
 *
 * <p>Measured from a client's first ping to its reply, at a round-trip time of 100 ms, on User-Mode
 * Linux. Each figure is from one run; only the number of round trips is typical.
 *
 * <table>
 *   <caption>First replies</caption>
 *   <tr><th>strategy</th><th>round trips</th><th>measured</th></tr>
 *   <tr><td>(the peer is already installed)</td><td>2</td><td>202 ms</td></tr>
 *   <tr><td>REPLAY</td><td>2</td><td>229 ms, 19 ms of it the install</td></tr>
 *   <tr><td>INITIATE_BACK</td><td>3</td><td>338 ms, 36 ms of it the install</td></tr>
 *   <tr><td>WAIT</td><td>2, after 5 s</td><td>5,283 ms</td></tr>
 * </table>
 *
 * <p>The configured strategy is not possible for every packet, so the orchestrator chooses for each
 * one:
 *
 * <ol>
 *   <li>REPLAY, if it is configured and the packet's source can return packets to the data plane.
 *   <li>Otherwise INITIATE_BACK, unless WAIT is configured, if the store can make its data plane
 *       initiate a handshake and the packet's source address can be an endpoint.
 *   <li>Otherwise WAIT.
 * </ol>
 *
 * <p>The strategies used are counted in {@link io.jitpeers.statistics.JitStatistics#firstPackets}.
 */
public enum FirstPacketStrategy {
  /**
   * The source returns the packet to the data plane, which answers the client's own handshake.
   * Needs a source that {@linkplain io.jitpeers.spi.PacketSource#returnsPackets() can return
   * packets}.
   */
  REPLAY,
  /**
   * The data plane initiates a handshake to the packet's source address. It keeps the persistent
   * keepalive from the config. Needs a store that {@linkplain
   * io.jitpeers.spi.PeerStore#initiatesHandshakes() can initiate handshakes}.
   *
   * <p>A packet's source address can be forged even if its sender proved possession of the key. A
   * peer that completes no handshake within the {@linkplain ProvisioningOptions#confirmationTime()
   * confirmation time} is therefore removed. A source that holds the packet drops it, because two
   * handshakes at once would disturb each other.
   */
  INITIATE_BACK,
  /**
   * Nothing is done. The client tries again 5 s after its first packet (REKEY_TIMEOUT, whitepaper
   * section 6.1) and then finds its peer installed. A source that holds the packet drops it.
   */
  WAIT;

  /**
   * {@return the name in counters, metrics and settings: the constant's name in lower case, with
   * hyphens}
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
