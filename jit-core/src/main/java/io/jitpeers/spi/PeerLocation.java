package io.jitpeers.spi;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which gateway of a fleet has a peer's session. Immutable and thread-safe.
 *
 * @param key the peer
 * @param gateway the name of the gateway, {@link #MAX_NAME_LENGTH} printable ASCII characters
 *     without spaces at most; often the address under which the private side reaches it
 * @param timestamp the client's timestamp by which locations are ordered: that of the initiation
 *     from which the session comes; null if the gateway does not know it
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
   * @param key as in the record
   * @param gateway as in the record
   * @param timestamp as in the record
   * @param endpoint as in the record
   * @param allowedIps as in the record; copied
   * @throws IllegalArgumentException if the name is not valid or the endpoint is not resolved
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
   * @throws IllegalArgumentException if it is not 1 to {@link #MAX_NAME_LENGTH} printable ASCII
   *     characters without spaces
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
