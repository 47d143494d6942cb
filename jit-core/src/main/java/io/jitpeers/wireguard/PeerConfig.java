package io.jitpeers.wireguard;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The config of one peer, as the control plane provides it and the store installs it.
 *
 * <p>Immutable and thread-safe. A config may hold a preshared key; {@code toString} says whether
 * there is a preshared key but never shows it.
 */
public final class PeerConfig {
  /** The maximum persistent keepalive: the kernel keeps it in 16 bits ({@code wireguard.h}). */
  public static final int MAX_PERSISTENT_KEEPALIVE_SECONDS = 65_535;

  /**
   * The maximum of {@link #timestampEpoch()}. An epoch has 32 bits, so a control plane may use the
   * time in seconds since 1970 as the epoch.
   */
  public static final long MAX_TIMESTAMP_EPOCH = 0xFFFF_FFFFL;

  private final PublicKey publicKey;
  private final @Nullable PresharedKey presharedKey;
  private final @Nullable InetSocketAddress endpoint;
  private final List<IpPrefix> allowedIps;
  private final @Nullable Instant expiresAt;
  // The epoch is 32 bits unsigned, the keepalive 16 bits unsigned. Together with the flag they fill
  // a gap in the object's layout, which saves memory for each peer.
  private final int timestampEpoch;
  private final char persistentKeepaliveSeconds;
  private final boolean clockUnreliable;

  private PeerConfig(Builder builder) {
    this.publicKey = builder.publicKey;
    this.presharedKey = builder.presharedKey;
    this.endpoint = builder.endpoint;
    this.allowedIps = List.copyOf(builder.allowedIps);
    this.persistentKeepaliveSeconds = (char) builder.persistentKeepaliveSeconds;
    this.expiresAt = builder.expiresAt;
    this.timestampEpoch = (int) builder.timestampEpoch;
    this.clockUnreliable = builder.clockUnreliable;
  }

  /**
   * Returns a new builder. By default, the config has no allowed IPs, preshared key, endpoint,
   * keepalive or expiry.
   *
   * @param publicKey the peer's static public key
   * @return a builder
   */
  public static Builder builder(PublicKey publicKey) {
    return new Builder(publicKey);
  }

  /** {@return a new builder that starts with the values of this config} */
  public Builder toBuilder() {
    Builder builder = new Builder(publicKey).allowedIps(allowedIps);
    builder.presharedKey = presharedKey;
    builder.endpoint = endpoint;
    builder.persistentKeepaliveSeconds = persistentKeepaliveSeconds;
    builder.expiresAt = expiresAt;
    builder.timestampEpoch = timestampEpoch();
    builder.clockUnreliable = clockUnreliable;
    return builder;
  }

  /** {@return the peer's static public key} */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** {@return the preshared key, or empty if the peer has none} */
  public Optional<PresharedKey> presharedKey() {
    return Optional.ofNullable(presharedKey);
  }

  /**
   * {@return the endpoint to use until the peer has sent a packet. The endpoint's address is
   * resolved. Empty if the config has no endpoint; configs of roaming clients usually have none}
   */
  public Optional<InetSocketAddress> endpoint() {
    return Optional.ofNullable(endpoint);
  }

  /**
   * {@return the addresses that the peer may use inside the tunnel. The list is unmodifiable, in
   * the control plane's order, and may contain duplicates}
   */
  public List<IpPrefix> allowedIps() {
    return allowedIps;
  }

  /**
   * {@return the interval at which the gateway sends keepalives to the peer, in seconds; 0 for off}
   */
  public int persistentKeepaliveSeconds() {
    return persistentKeepaliveSeconds;
  }

  /**
   * {@return the wall-clock time at which the peer's authorization ends; empty if the config does
   * not expire}
   */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  /**
   * Returns a number that the control plane increases to reset the peer's handshake timestamps.
   * When a gateway receives a greater number than before, it resets the timestamps once. A client
   * whose clock fell back to an earlier time is then accepted again.
   *
   * @return 0 to {@link #MAX_TIMESTAMP_EPOCH}; 0 if the control plane sets no number
   */
  public long timestampEpoch() {
    return Integer.toUnsignedLong(timestampEpoch);
  }

  /**
   * {@return whether the control plane says that the peer's clock may fall back to an earlier time,
   * for example because the clock has no battery. This value has an effect only with {@code
   * replay.policy=allow-clock-reset}}
   */
  public boolean clockUnreliable() {
    return clockUnreliable;
  }

  /**
   * Returns this config with another endpoint.
   *
   * @param address a resolved address with a port of 1 to 65535
   * @return a new config
   * @throws IllegalArgumentException if the address is not resolved or the port is 0
   */
  public PeerConfig withEndpoint(InetSocketAddress address) {
    return toBuilder().endpoint(address).build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerConfig config
        && publicKey.equals(config.publicKey)
        && Objects.equals(presharedKey, config.presharedKey)
        && Objects.equals(endpoint, config.endpoint)
        && allowedIps.equals(config.allowedIps)
        && persistentKeepaliveSeconds == config.persistentKeepaliveSeconds
        && Objects.equals(expiresAt, config.expiresAt)
        && timestampEpoch == config.timestampEpoch
        && clockUnreliable == config.clockUnreliable;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        publicKey,
        endpoint,
        allowedIps,
        (int) persistentKeepaliveSeconds,
        expiresAt,
        timestampEpoch,
        clockUnreliable);
  }

  /**
   * Returns all fields as text. The text says whether there is a preshared key but never shows it.
   */
  @Override
  public String toString() {
    return "PeerConfig[publicKey="
        + publicKey
        + ", presharedKey="
        + (presharedKey == null ? "none" : "redacted")
        + ", endpoint="
        + endpoint
        + ", allowedIps="
        + allowedIps
        + ", persistentKeepaliveSeconds="
        + persistentKeepaliveSeconds()
        + ", expiresAt="
        + expiresAt
        + ", timestampEpoch="
        + timestampEpoch()
        + ", clockUnreliable="
        + clockUnreliable
        + "]";
  }

  /** Builds a config. Not thread-safe; can build more than once. */
  public static final class Builder {
    private final PublicKey publicKey;
    private final List<IpPrefix> allowedIps = new ArrayList<>();
    private @Nullable PresharedKey presharedKey;
    private @Nullable InetSocketAddress endpoint;
    private int persistentKeepaliveSeconds;
    private @Nullable Instant expiresAt;
    private long timestampEpoch;
    private boolean clockUnreliable;

    private Builder(PublicKey publicKey) {
      this.publicKey = Objects.requireNonNull(publicKey, "publicKey");
    }

    /**
     * Sets the preshared key.
     *
     * @param key the key
     * @return this
     */
    public Builder presharedKey(PresharedKey key) {
      this.presharedKey = Objects.requireNonNull(key, "presharedKey");
      return this;
    }

    /**
     * Sets the endpoint.
     *
     * @param address a resolved address with a port of 1 to 65535
     * @return this
     * @throws IllegalArgumentException if the address is not resolved or the port is 0
     */
    public Builder endpoint(InetSocketAddress address) {
      if (address.isUnresolved() || address.getPort() == 0) {
        throw new IllegalArgumentException(
            "an endpoint must be a resolved address with a port, not " + address);
      }
      this.endpoint = address;
      return this;
    }

    /**
     * Adds one allowed IP.
     *
     * @param prefix the prefix
     * @return this
     */
    public Builder allowedIp(IpPrefix prefix) {
      allowedIps.add(Objects.requireNonNull(prefix, "prefix"));
      return this;
    }

    /**
     * Adds allowed IPs.
     *
     * @param prefixes the prefixes, added in iteration order
     * @return this
     */
    public Builder allowedIps(Collection<IpPrefix> prefixes) {
      prefixes.forEach(this::allowedIp);
      return this;
    }

    /**
     * Sets the persistent keepalive.
     *
     * @param seconds 0 (off) to 65535
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder persistentKeepaliveSeconds(int seconds) {
      if (seconds < 0 || seconds > MAX_PERSISTENT_KEEPALIVE_SECONDS) {
        throw new IllegalArgumentException(
            "a persistent keepalive must be 0 to "
                + MAX_PERSISTENT_KEEPALIVE_SECONDS
                + " seconds, not "
                + seconds);
      }
      this.persistentKeepaliveSeconds = seconds;
      return this;
    }

    /**
     * Sets the time at which the peer's authorization ends.
     *
     * @param time a wall-clock time
     * @return this
     */
    public Builder expiresAt(Instant time) {
      this.expiresAt = Objects.requireNonNull(time, "expiresAt");
      return this;
    }

    /**
     * Sets the {@linkplain PeerConfig#timestampEpoch() timestamp epoch}. If the epoch is greater
     * than before, gateways reset the peer's handshake timestamps.
     *
     * @param epoch 0 to {@link #MAX_TIMESTAMP_EPOCH}
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder timestampEpoch(long epoch) {
      if (epoch < 0 || epoch > MAX_TIMESTAMP_EPOCH) {
        throw new IllegalArgumentException(
            "a timestamp epoch must be 0 to " + MAX_TIMESTAMP_EPOCH + ", not " + epoch);
      }
      this.timestampEpoch = epoch;
      return this;
    }

    /**
     * Sets whether the peer's clock may fall back to an earlier time.
     *
     * @param unreliable true if the clock may fall back
     * @return this
     */
    public Builder clockUnreliable(boolean unreliable) {
      this.clockUnreliable = unreliable;
      return this;
    }

    /** {@return an immutable config} */
    public PeerConfig build() {
      return new PeerConfig(this);
    }
  }
}
