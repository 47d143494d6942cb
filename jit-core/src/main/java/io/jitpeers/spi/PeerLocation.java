package io.jitpeers.spi;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The location of a peer's session: the gateway of a fleet that has the session, and data about the
 * peer. Immutable and thread-safe.
 *
 * @param key the peer
 * @param gateway the name of the gateway, at most {@link #MAX_NAME_LENGTH} printable ASCII
 *     characters without spaces; often the address at which hosts on the private network reach the
 *     gateway
 * @param timestamp the timestamp of the initiation that began the session; null if the gateway does
 *     not know this timestamp. Of two locations of the same peer, the location with the newer
 *     timestamp is current
 * @param endpoint the client's endpoint, resolved; null if it is unknown
 * @param allowedIps the peer's allowed IPs; unmodifiable
 */
public record PeerLocation(
    PublicKey key,
    String gateway,
    @Nullable Tai64n timestamp,
    @Nullable InetSocketAddress endpoint,
    List<IpPrefix> allowedIps) {

  /** The maximum length of a gateway's name. */
  public static final int MAX_NAME_LENGTH = 64;

  /**
   * Creates an instance.
   *
   * @param key the peer
   * @param gateway the name of the gateway
   * @param timestamp the timestamp of the initiation that began the session; null if it is unknown
   * @param endpoint the client's endpoint, resolved; null if it is unknown
   * @param allowedIps the peer's allowed IPs, which are copied
   * @throws IllegalArgumentException if the gateway's name is not valid or the endpoint is not
   *     resolved
   */
  public PeerLocation {
    Objects.requireNonNull(key, "key");
    requireName(gateway);
    if (endpoint != null && endpoint.isUnresolved()) {
      throw new IllegalArgumentException("the endpoint " + endpoint + " is not resolved");
    }
    allowedIps = List.copyOf(allowedIps);
  }

  /**
   * Checks the name of a gateway.
   *
   * @param name the name
   * @return the same name
   * @throws IllegalArgumentException if the name is not 1 to {@link #MAX_NAME_LENGTH} printable
   *     ASCII characters without spaces
   */
  public static String requireName(String name) {
    boolean valid =
        !name.isEmpty()
            && name.length() <= MAX_NAME_LENGTH
            && name.chars().allMatch(c -> c > ' ' && c <= '~');
    if (!valid) {
      throw new IllegalArgumentException(
          "a gateway's name is 1 to "
              + MAX_NAME_LENGTH
              + " printable ASCII characters without spaces, not \""
              + name
              + "\"");
    }
    return name;
  }
}
