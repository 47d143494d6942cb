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
 * @param key the peer's key
 * @param state where it is in its life
 * @param origin how it came to be there
 * @param pinned whether it is pinned
 * @param sinceInstalled the time since it was installed
 * @param sinceHandshake the time since its latest handshake, or null
 * @param idle the time since it was used
 * @param rxBytes bytes received
 * @param txBytes bytes sent
 * @param untilExpiry the time until its config expires, or null
 * @param endpoint where it was last heard from, or null
 * @param latestHandshake when its latest handshake was, or null
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
   * Begins a peer: in probation, provisioned, installed just now, without bytes and without expiry.
   *
   * @param key the peer's key
   * @return a builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /** Collects what is known of a peer. Each method returns this builder. Not thread-safe. */
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
     * Sets where it is in its life.
     *
     * @param value PROBATION unless set
     * @return this
     */
    public Builder state(PeerState value) {
      this.state = Objects.requireNonNull(value, "state");
      return this;
    }

    /**
     * Sets how it came to be there.
     *
     * @param value PROVISIONED unless set
     * @return this
     */
    public Builder origin(PeerOrigin value) {
      this.origin = Objects.requireNonNull(value, "origin");
      return this;
    }

    /**
     * Sets whether it is pinned.
     *
     * @param value false unless set
     * @return this
     */
    public Builder pinned(boolean value) {
      this.pinned = value;
      return this;
    }

    /**
     * Sets the time since it was installed.
     *
     * @param value zero or more; zero unless set
     * @return this
     */
    public Builder sinceInstalled(Duration value) {
      this.sinceInstalled = value;
      return this;
    }

    /**
     * Sets the time since its latest handshake was seen.
     *
     * @param value zero or more, or null for none; none unless set
     * @return this
     */
    public Builder sinceHandshake(@Nullable Duration value) {
      this.sinceHandshake = value;
      return this;
    }

    /**
     * Sets the time since it was used.
     *
     * @param value zero or more; zero unless set
     * @return this
     */
    public Builder idle(Duration value) {
      this.idle = value;
      return this;
    }

    /**
     * Sets what the store reported of its traffic.
     *
     * @param rx bytes received, zero or more; zero unless set
     * @param tx bytes sent, zero or more; zero unless set
     * @return this
     */
    public Builder bytes(long rx, long tx) {
      this.rxBytes = rx;
      this.txBytes = tx;
      return this;
    }

    /**
     * Sets the time until its config expires.
     *
     * @param value negative if it has expired, or null if it does not; null unless set
     * @return this
     */
    public Builder untilExpiry(@Nullable Duration value) {
      this.untilExpiry = value;
      return this;
    }

    /**
     * Sets where it was last heard from.
     *
     * @param value null for unknown; unknown unless set
     * @return this
     */
    public Builder endpoint(@Nullable InetSocketAddress value) {
      this.endpoint = value;
      return this;
    }

    /**
     * Sets when its latest handshake was, by the data plane's wall clock.
     *
     * @param value null for none; none unless set
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
