package io.jitpeers.wireguard;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of one peer, as the data plane reports it. Contains no secret.
 *
 * <p>Immutable and thread-safe.
 *
 * @param publicKey the peer's static public key
 * @param presharedKeyPresent whether the peer has a preshared key
 * @param endpoint the address that packets to the peer are sent to: where the peer's latest packet
 *     came from, or the configured endpoint; null if unknown
 * @param latestHandshake when the latest handshake completed, by the data plane's wall clock; null
 *     if there was none
 * @param rxBytes bytes received, including encryption overhead
 * @param txBytes bytes sent, including encryption overhead
 * @param persistentKeepaliveSeconds 0 (off) to 65535
 * @param allowedIps the peer's allowed IPs, in the data plane's order
 */
public record PeerStatus(
    PublicKey publicKey,
    boolean presharedKeyPresent,
    @Nullable InetSocketAddress endpoint,
    @Nullable Instant latestHandshake,
    long rxBytes,
    long txBytes,
    int persistentKeepaliveSeconds,
    List<IpPrefix> allowedIps)
    implements ListedPeer {

  /**
   * Creates a status with a copy of the list of allowed IPs.
   *
   * @param publicKey as in the record
   * @param presharedKeyPresent as in the record
   * @param endpoint as in the record
   * @param latestHandshake as in the record
   * @param rxBytes as in the record
   * @param txBytes as in the record
   * @param persistentKeepaliveSeconds as in the record
   * @param allowedIps as in the record
   */
  public PeerStatus {
    allowedIps = List.copyOf(allowedIps);
  }

  @Override
  public PeerStatus toStatus() {
    return this;
  }
}
