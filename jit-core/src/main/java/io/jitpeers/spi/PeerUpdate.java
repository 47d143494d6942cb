package io.jitpeers.spi;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A change of an installed peer. Fields that the update does not set stay as they are. Immutable
 * and thread-safe. An update may hold a preshared key; {@code toString} says whether the preshared
 * key changes but never shows it.
 */
public final class PeerUpdate {
  private final PublicKey key;
  private final @Nullable List<IpPrefix> allowedIps;
  private final boolean replacesAllowedIps;
  private final boolean changesPresharedKey;
  private final @Nullable PresharedKey presharedKey;
  private final @Nullable InetSocketAddress endpoint;
  private final @Nullable Integer persistentKeepaliveSeconds;

  private PeerUpdate(Builder builder) {
    this.key = builder.key;
    this.allowedIps = builder.allowedIps;
    this.replacesAllowedIps = builder.replacesAllowedIps;
    this.changesPresharedKey = builder.changesPresharedKey;
    this.presharedKey = builder.presharedKey;
    this.endpoint = builder.endpoint;
    this.persistentKeepaliveSeconds = builder.persistentKeepaliveSeconds;
  }

  /**
   * Returns a new builder, for an update that changes nothing yet.
   *
   * @param key the peer's public key
   * @return a builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /** {@return the peer's public key} */
  public PublicKey key() {
    return key;
  }

  /**
   * {@return the unmodifiable list of allowed IPs to set or to add; an empty {@code Optional} if
   * the allowed IPs stay as they are. If {@link #replacesAllowedIps} is true, an empty list removes
   * all allowed IPs}
   */
  public Optional<List<IpPrefix>> allowedIps() {
    return Optional.ofNullable(allowedIps);
  }

  /**
   * {@return true if {@link #allowedIps} replaces the peer's existing allowed IPs, false if the new
   * allowed IPs are added to the existing ones}
   */
  public boolean replacesAllowedIps() {
    return replacesAllowedIps;
  }

  /**
   * {@return whether the update changes the peer's preshared key. If it does and {@link
   * #presharedKey} is empty, the update removes the preshared key}
   */
  public boolean changesPresharedKey() {
    return changesPresharedKey;
  }

  /**
   * {@return the new preshared key; empty if the update removes the peer's preshared key or does
   * not change it}
   */
  public Optional<PresharedKey> presharedKey() {
    return Optional.ofNullable(presharedKey);
  }

  /**
   * {@return the new endpoint, a resolved address and port; empty if the endpoint does not change}
   */
  public Optional<InetSocketAddress> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /**
   * {@return the new persistent keepalive in seconds, 0 (off) to 65535; empty if the keepalive does
   * not change}
   */
  public OptionalInt persistentKeepaliveSeconds() {
    return persistentKeepaliveSeconds == null
        ? OptionalInt.empty()
        : OptionalInt.of(persistentKeepaliveSeconds);
  }

  /** {@return whether the update changes nothing} */
  public boolean isEmpty() {
    return allowedIps == null
        && !changesPresharedKey
        && endpoint == null
        && persistentKeepaliveSeconds == null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerUpdate that
        && key.equals(that.key)
        && Objects.equals(allowedIps, that.allowedIps)
        && replacesAllowedIps == that.replacesAllowedIps
        && changesPresharedKey == that.changesPresharedKey
        && Objects.equals(presharedKey, that.presharedKey)
        && Objects.equals(endpoint, that.endpoint)
        && Objects.equals(persistentKeepaliveSeconds, that.persistentKeepaliveSeconds);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, allowedIps, presharedKey, endpoint, persistentKeepaliveSeconds);
  }

  @Override
  public String toString() {
    return "PeerUpdate["
        + key
        + (allowedIps == null
            ? ""
            : (replacesAllowedIps ? ", allowed IPs " : ", more allowed IPs "))
        + (allowedIps == null ? "" : allowedIps)
        + (changesPresharedKey ? ", preshared key" : "")
        + (endpoint == null ? "" : ", endpoint " + endpoint)
        + (persistentKeepaliveSeconds == null ? "" : ", keepalive " + persistentKeepaliveSeconds)
        + "]";
  }

  /** Builds an update. Each setter returns this builder. Not thread-safe. */
  public static final class Builder {
    private final PublicKey key;
    private @Nullable List<IpPrefix> allowedIps;
    private boolean replacesAllowedIps;
    private boolean changesPresharedKey;
    private @Nullable PresharedKey presharedKey;
    private @Nullable InetSocketAddress endpoint;
    private @Nullable Integer persistentKeepaliveSeconds;

    private Builder(PublicKey key) {
      this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Replaces the allowed IPs.
     *
     * @param all the peer's new allowed IPs; an empty list removes all allowed IPs; the list is
     *     copied
     * @return this
     */
    public Builder replaceAllowedIps(List<IpPrefix> all) {
      this.allowedIps = List.copyOf(all);
      this.replacesAllowedIps = true;
      return this;
    }

    /**
     * Adds allowed IPs. The peer's existing allowed IPs stay in effect throughout.
     *
     * @param more the allowed IPs to add; the list is copied
     * @return this
     */
    public Builder addAllowedIps(List<IpPrefix> more) {
      this.allowedIps = List.copyOf(more);
      this.replacesAllowedIps = false;
      return this;
    }

    /**
     * Sets the preshared key. The next handshake uses the new key; an existing session continues.
     *
     * @param value the new preshared key, or null to remove the peer's preshared key
     * @return this
     */
    public Builder presharedKey(@Nullable PresharedKey value) {
      this.presharedKey = value;
      this.changesPresharedKey = true;
      return this;
    }

    /**
     * Sets the endpoint.
     *
     * @param value a resolved address with a port of 1 to 65535
     * @return this
     * @throws IllegalArgumentException if the address is not resolved or the port is 0
     */
    public Builder endpoint(InetSocketAddress value) {
      this.endpoint = PeerConfig.builder(key).endpoint(value).build().endpoint().orElseThrow();
      return this;
    }

    /**
     * Sets the persistent keepalive.
     *
     * @param seconds the interval in seconds, 0 (off) to 65535
     * @return this
     * @throws IllegalArgumentException if the interval is out of range
     */
    public Builder persistentKeepaliveSeconds(int seconds) {
      this.persistentKeepaliveSeconds =
          PeerConfig.builder(key)
              .persistentKeepaliveSeconds(seconds)
              .build()
              .persistentKeepaliveSeconds();
      return this;
    }

    /** {@return an immutable update} */
    public PeerUpdate build() {
      return new PeerUpdate(this);
    }
  }
}
