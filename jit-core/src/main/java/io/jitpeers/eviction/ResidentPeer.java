package io.jitpeers.eviction;

import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resident peer as an eviction policy sees it. All ages are by the gateway's monotonic clock,
 * from the first time a change was seen, so they are never longer than the truth. Immutable.
 *
 * <p>It holds nanoseconds and makes durations when it is asked for them: a sweep looks at hundreds
 * of thousands of peers, of most of which a policy wants to know one thing.
 */
public final class ResidentPeer {
  private static final long NEVER = -1;
  private static final long NO_EXPIRY = Long.MAX_VALUE;

  private final PublicKey key;
  private final PeerState state;
  private final PeerOrigin origin;
  private final boolean pinned;
  private final long sinceInstalled;
  private final long sinceHandshake;
  private final long idle;
  private final long rxBytes;
  private final long txBytes;
  private final long untilExpiry;

  private ResidentPeer(Builder builder) {
    this.key = builder.key;
    this.state = builder.state;
    this.origin = builder.origin;
    this.pinned = builder.pinned;
    this.sinceInstalled = builder.sinceInstalled;
    this.sinceHandshake = builder.sinceHandshake;
    this.idle = builder.idle;
    this.rxBytes = builder.rxBytes;
    this.txBytes = builder.txBytes;
    this.untilExpiry = builder.untilExpiry;
  }

  /**
   * Begins a peer, for tests of policies: in probation, provisioned, installed just now, without
   * bytes and without expiry.
   *
   * @param key the peer's key
   * @return a builder
   */
  public static Builder builder(PublicKey key) {
    return new Builder(key);
  }

  /** {@return the peer's key} */
  public PublicKey key() {
    return key;
  }

  /** {@return where it is in its life} */
  public PeerState state() {
    return state;
  }

  /** {@return how it came to be there} */
  public PeerOrigin origin() {
    return origin;
  }

  /** {@return whether somebody asked that it stays} */
  public boolean pinned() {
    return pinned;
  }

  /** {@return the time since it was installed, or first seen if it was found, zero or more} */
  public Duration sinceInstalled() {
    return Duration.ofNanos(sinceInstalled);
  }

  /**
   * {@return the time since its latest handshake was first seen, zero or more; null if there has
   * been none}
   */
  public @Nullable Duration sinceHandshake() {
    return sinceHandshake == NEVER ? null : Duration.ofNanos(sinceHandshake);
  }

  /**
   * {@return the time since bytes last moved beyond keepalives and handshakes, or since it was
   * installed if none did, zero or more}
   */
  public Duration idle() {
    return Duration.ofNanos(idle);
  }

  /** {@return the bytes received, as the store reported them last, zero or more} */
  public long rxBytes() {
    return rxBytes;
  }

  /** {@return the bytes sent, as the store reported them last, zero or more} */
  public long txBytes() {
    return txBytes;
  }

  /**
   * {@return the time until its config expires, zero or negative if it has expired; null if it does
   * not expire}
   */
  public @Nullable Duration untilExpiry() {
    return untilExpiry == NO_EXPIRY ? null : Duration.ofNanos(untilExpiry);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResidentPeer that
        && key.equals(that.key)
        && state == that.state
        && origin == that.origin
        && pinned == that.pinned
        && sinceInstalled == that.sinceInstalled
        && sinceHandshake == that.sinceHandshake
        && idle == that.idle
        && rxBytes == that.rxBytes
        && txBytes == that.txBytes
        && untilExpiry == that.untilExpiry;
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, state, sinceInstalled, sinceHandshake, idle);
  }

  @Override
  public String toString() {
    return "ResidentPeer["
        + key
        + ", "
        + state
        + ", "
        + origin
        + (pinned ? ", pinned" : "")
        + ", installed "
        + sinceInstalled()
        + " ago, handshake "
        + (sinceHandshake == NEVER ? "never" : sinceHandshake() + " ago")
        + ", idle "
        + idle()
        + ", rx "
        + rxBytes
        + ", tx "
        + txBytes
        + (untilExpiry == NO_EXPIRY ? "" : ", expires in " + untilExpiry())
        + "]";
  }

  /** Collects what is known of a peer. Each method returns this builder. Not thread-safe. */
  public static final class Builder {
    private final PublicKey key;
    private PeerState state = PeerState.PROBATION;
    private PeerOrigin origin = PeerOrigin.PROVISIONED;
    private boolean pinned;
    private long sinceInstalled;
    private long sinceHandshake = NEVER;
    private long idle;
    private long rxBytes;
    private long txBytes;
    private long untilExpiry = NO_EXPIRY;

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
      this.sinceInstalled = value.toNanos();
      return this;
    }

    /**
     * Sets the time since its latest handshake was seen.
     *
     * @param value zero or more, or null for none; none unless set
     * @return this
     */
    public Builder sinceHandshake(@Nullable Duration value) {
      this.sinceHandshake = value == null ? NEVER : value.toNanos();
      return this;
    }

    /**
     * Sets the time since it was used.
     *
     * @param value zero or more; zero unless set
     * @return this
     */
    public Builder idle(Duration value) {
      this.idle = value.toNanos();
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
      this.untilExpiry = value == null ? NO_EXPIRY : value.toNanos();
      return this;
    }

    /**
     * Sets all times at once, for whoever has nanoseconds of many peers.
     *
     * @param installed since it was installed, zero or more
     * @param handshake since its latest handshake was seen; {@code -1} if there has been none
     * @param used since it was used, zero or more
     * @param expiry until its config expires; {@link Long#MAX_VALUE} if it does not
     * @return this
     */
    public Builder nanos(long installed, long handshake, long used, long expiry) {
      this.sinceInstalled = installed;
      this.sinceHandshake = handshake;
      this.idle = used;
      this.untilExpiry = expiry;
      return this;
    }

    /** {@return an immutable peer} */
    public ResidentPeer build() {
      return new ResidentPeer(this);
    }
  }
}
