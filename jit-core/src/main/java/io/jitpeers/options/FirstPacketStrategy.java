package io.jitpeers.options;

import java.util.Locale;

/**
 * Ways to answer the initiation that caused a peer to be installed. The data plane itself did not
 * answer this initiation, because the initiation arrived before the peer was installed.
 *
 * <p>The table shows the time from first ping to reply at a round-trip time of 100 ms, on User-Mode
 * Linux. Each time is from a single run. The numbers of round trips are typical, but the times are
 * not.
 *
 * <table>
 *   <caption>First replies</caption>
 *   <tr><th>strategy</th><th>round trips</th><th>measured</th></tr>
 *   <tr><td>(the peer is already installed)</td><td>2</td><td>202 ms</td></tr>
 *   <tr><td>REPLAY</td><td>2</td><td>229 ms, including 19 ms for the install</td></tr>
 *   <tr><td>INITIATE_BACK</td><td>3</td><td>338 ms, including 36 ms for the install</td></tr>
 *   <tr><td>WAIT</td><td>2, after 5 s</td><td>5,283 ms</td></tr>
 * </table>
 *
 * <p>A client may get no answer although the gateway believes that the client's peer is on the
 * device. The gateway then installs the peer again; this is a repeated install. INITIATE_BACK is
 * not used for a repeated install: the data plane may already have the client's initiation, and if
 * the client and the data plane initiate at the same time, both initiations fail.
 *
 * <p>The configured strategy is not possible for every packet, so the orchestrator chooses a
 * strategy for each packet:
 *
 * <ol>
 *   <li>REPLAY, if it is configured and the {@linkplain io.jitpeers.spi.PacketSource packet source}
 *       can return packets to the data plane. REPLAY is also used in place of a configured
 *       INITIATE_BACK if the packet source can return packets and this is a repeated install.
 *   <li>Otherwise INITIATE_BACK, if four conditions hold: WAIT is not configured, this is not a
 *       repeated install, the {@linkplain io.jitpeers.spi.PeerStore peer store} can make its data
 *       plane initiate a handshake, and the packet's source address can be an endpoint.
 *   <li>Otherwise WAIT.
 * </ol>
 *
 * <p>{@link io.jitpeers.statistics.JitStatistics#firstPackets} counts how often each strategy was
 * used.
 */
public enum FirstPacketStrategy {
  /**
   * The packet source returns the packet to the data plane, which then answers the client's
   * initiation. This strategy needs a packet source that {@linkplain
   * io.jitpeers.spi.PacketSource#returnsPackets() can return packets}.
   */
  REPLAY,
  /**
   * The data plane initiates a handshake to the packet's source address. The peer has the
   * persistent keepalive of its config, as with the other strategies. This strategy needs a peer
   * store that {@linkplain io.jitpeers.spi.PeerStore#initiatesHandshakes() can initiate
   * handshakes}.
   *
   * <p>A packet's source address can be forged, even if the packet's sender has proved possession
   * of the client's private key. A peer that completes no handshake within the {@linkplain
   * ProvisioningOptions#confirmationTime() confirmation time} is therefore removed. A packet source
   * may {@linkplain io.jitpeers.spi.PacketSource#holdsPackets() hold the packet}, that is, keep it
   * from the data plane until the orchestrator has decided about it. With this strategy, such a
   * source drops the packet. If the data plane received the packet, the client's handshake and the
   * gateway's handshake would disturb each other.
   */
  INITIATE_BACK,
  /**
   * The gateway only installs the peer. The client tries again 5 s after its first packet
   * (REKEY_TIMEOUT, whitepaper section 6.1) and then finds its peer installed. A packet source may
   * {@linkplain io.jitpeers.spi.PacketSource#holdsPackets() hold the packet}, that is, keep it from
   * the data plane until the orchestrator has decided about it. With this strategy, such a source
   * drops the packet.
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
