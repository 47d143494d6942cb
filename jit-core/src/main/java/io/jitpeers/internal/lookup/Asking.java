package io.jitpeers.internal.lookup;

import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A question to the control plane about a peer. States the priority of the lookup, and the source
 * that causes the lookup. The source is usually the IPv4 address or the IPv6 /64 of a packet's
 * sender.
 *
 * @param key the public key of the peer to ask about
 * @param validator the validator of the cached answer; null to ask without a validator
 * @param lane the priority of the lookup
 * @param source the number of the source that causes the lookup, computed by {@link
 *     io.jitpeers.internal.hotset.SourceKey} or {@link #ownSource}; within a lane, no source gets
 *     more than its share of the lookups
 * @param uncached whether the answer must come from the control plane itself, not from a cache
 * @param traceContext the header fields that carry the trace context; empty if the lookup is not
 *     traced
 */
public record Asking(
    PublicKey key,
    @Nullable String validator,
    Lane lane,
    long source,
    boolean uncached,
    Map<String, String> traceContext) {

  /** Creates a question that is not traced. */
  public Asking(
      PublicKey key, @Nullable String validator, Lane lane, long source, boolean uncached) {
    this(key, validator, lane, source, uncached, Map.of());
  }

  /** Creates a question that a cache may answer. */
  public Asking(PublicKey key, @Nullable String validator, Lane lane, long source) {
    this(key, validator, lane, source, false);
  }

  /**
   * Returns a question that is not attributed to a sender. The question's source is the number that
   * {@link #ownSource} derives from the peer's key.
   */
  public static Asking of(PublicKey key, @Nullable String validator, Lane lane) {
    return new Asking(key, validator, lane, ownSource(key));
  }

  /**
   * Returns the query for the control plane.
   *
   * @param timeout how long the answer may take
   */
  PeerQuery query(Duration timeout) {
    return PeerQuery.builder(key)
        .validator(validator)
        .timeout(timeout)
        .uncached(uncached)
        .traceContext(traceContext)
        .urgency(lane == Lane.BACKGROUND ? Urgency.BACKGROUND : Urgency.FIRST_PACKET)
        .build();
  }

  /** Returns whether a client waits for the answer. */
  boolean isAwaited() {
    return lane != Lane.BACKGROUND;
  }

  /** Returns whether the control plane once knew the key; false only for {@link Lane#STRANGER}. */
  boolean isOfKnownKey() {
    return lane != Lane.STRANGER;
  }

  /** Returns a copy of this question that only the control plane itself may answer, not a cache. */
  public Asking pastCaches() {
    return new Asking(key, validator, lane, source, true, traceContext);
  }

  /**
   * Returns the source of a question that is not attributed to a sender. The source is a number
   * that is derived from the peer's key. It takes the place of a sender's address.
   */
  public static long ownSource(PublicKey key) {
    return ByteBuffer.wrap(key.toBytes()).getLong();
  }
}
