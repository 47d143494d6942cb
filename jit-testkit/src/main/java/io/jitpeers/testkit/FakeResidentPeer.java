package io.jitpeers.testkit;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.PeerState;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer for tests of eviction policies. Immutable.
 *
 * @param key the peer's public key
 * @param state the peer's state
 * @param origin how the peer came onto the device
 * @param pinned whether the peer is pinned
 * @param sinceInstalled the time since the peer was installed
 * @param sinceHandshake the time since the peer's latest handshake, or null if there was none
 * @param idle the time since the peer last had traffic
 * @param rxBytes the number of bytes received from the peer
 * @param txBytes the number of bytes sent to the peer
 * @param untilExpiry the time until the peer's config expires, or null if it does not expire
 * @param endpoint the peer's endpoint, or null if unknown
 * @param latestHandshake when the peer's latest handshake completed, or null if there was none
 */
public record FakeResidentPeer(
    PublicKey key,
    PeerState state,
    PeerOrigin origin,
    boolean pinned,
    Duration sinceInstalled,
    @Nullable Duration sinceHandshake,
    Duration idle,
    long rxBytes,
    long txBytes,
    @Nullable Duration untilExpiry,
    @Nullable InetSocketAddress endpoint,
    @Nullable Instant latestHandshake)
    implements ResidentPeer {

  /**
   * Returns a builder. By default, it builds a peer that was installed just now, with the state
   * {@link PeerState#PROBATION} and the origin {@link PeerOrigin#PROVISIONED}. The peer has no
   * traffic, and its config does not expire.
   *
   * @param key the peer's public key
   * @return a new builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /** Builds a peer. Each setter returns this builder. Not thread-safe. */
  public static final class Builder {
    private final PublicKey key;
    private PeerState state = PeerState.PROBATION;
    private PeerOrigin origin = PeerOrigin.PROVISIONED;
    private boolean pinned;
    private Duration sinceInstalled = Duration.ZERO;
    private @Nullable Duration sinceHandshake;
    private Duration idle = Duration.ZERO;
    private long rxBytes;
    private long txBytes;
    private @Nullable Duration untilExpiry;
    private @Nullable InetSocketAddress endpoint;
    private @Nullable Instant latestHandshake;

    private Builder(PublicKey key) {
      this.key = Objects.requireNonNull(key, "key");
    }

    /**
     * Sets the peer's state.
     *
     * @param value the state; the default is PROBATION
     * @return this
     */
    public Builder state(PeerState value) {
      this.state = Objects.requireNonNull(value, "state");
      return this;
    }

    /**
     * Sets how the peer came onto the device.
     *
     * @param value the origin; the default is PROVISIONED
     * @return this
     */
    public Builder origin(PeerOrigin value) {
      this.origin = Objects.requireNonNull(value, "origin");
      return this;
    }

    /**
     * Sets whether the peer is pinned.
     *
     * @param value whether it is pinned; the default is false
     * @return this
     */
    public Builder pinned(boolean value) {
      this.pinned = value;
      return this;
    }

    /**
     * Sets the time since the peer was installed.
     *
     * @param value zero or more; the default is zero
     * @return this
     */
    public Builder sinceInstalled(Duration value) {
      this.sinceInstalled = value;
      return this;
    }

    /**
     * Sets the time since the peer's latest handshake.
     *
     * @param value zero or more, or null if there was no handshake; the default is null
     * @return this
     */
    public Builder sinceHandshake(@Nullable Duration value) {
      this.sinceHandshake = value;
      return this;
    }

    /**
     * Sets the time since the peer last had traffic.
     *
     * @param value zero or more; the default is zero
     * @return this
     */
    public Builder idle(Duration value) {
      this.idle = value;
      return this;
    }

    /**
     * Sets the traffic counters.
     *
     * @param rx the number of bytes received from the peer, zero or more; the default is zero
     * @param tx the number of bytes sent to the peer, zero or more; the default is zero
     * @return this
     */
    public Builder bytes(long rx, long tx) {
      this.rxBytes = rx;
      this.txBytes = tx;
      return this;
    }

    /**
     * Sets the time until the peer's config expires.
     *
     * @param value negative if the config has expired, or null if it does not expire; the default
     *     is null
     * @return this
     */
    public Builder untilExpiry(@Nullable Duration value) {
      this.untilExpiry = value;
      return this;
    }

    /**
     * Sets the peer's endpoint.
     *
     * @param value the endpoint, or null if unknown; the default is null
     * @return this
     */
    public Builder endpoint(@Nullable InetSocketAddress value) {
      this.endpoint = value;
      return this;
    }

    /**
     * Sets when the peer's latest handshake completed, by the data plane's wall clock.
     *
     * @param value the time, or null if there was no handshake; the default is null
     * @return this
     */
    public Builder latestHandshake(@Nullable Instant value) {
      this.latestHandshake = value;
      return this;
    }

    /** {@return the peer} */
    public FakeResidentPeer build() {
      return new FakeResidentPeer(
          key,
          state,
          origin,
          pinned,
          sinceInstalled,
          sinceHandshake,
          idle,
          rxBytes,
          txBytes,
          untilExpiry,
          endpoint,
          latestHandshake);
    }
  }
}
