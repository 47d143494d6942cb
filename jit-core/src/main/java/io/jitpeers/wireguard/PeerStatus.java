package io.jitpeers.wireguard;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a data plane reports about one peer. It holds no secret.
 *
 * <p>Immutable and thread-safe.
 *
 * @param publicKey the peer's static public key
 * @param presharedKeyPresent whether the peer has a preshared key
 * @param endpoint where the peer was last heard from or is to be sent to; null if not known
 * @param latestHandshake when the latest handshake was completed, by the data plane's wall clock;
 *     null if there has been none, which is not the same as long ago
 * @param rxBytes bytes received, encryption overhead included
 * @param txBytes bytes sent, encryption overhead included
 * @param persistentKeepaliveSeconds 0 for off, else 1 to 65535
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
    List<IpPrefix> allowedIps) {

  /**
   * Copies the list of allowed IPs.
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
}
