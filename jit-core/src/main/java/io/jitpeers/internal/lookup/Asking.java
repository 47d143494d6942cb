package io.jitpeers.internal.lookup;

import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerQuery.Urgency;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and on whose behalf.
 *
 * @param key the peer that is asked about
 * @param validator of the answer that is remembered; null if there is none
 * @param lane what it goes before
 * @param source who makes it necessary, as {@link io.jitpeers.internal.hotset.SourceKey} numbers
 *     senders: among the lookups of one lane no source has more than its share
 * @param uncached whether only what the control plane says now will do
 */
public record Asking(
    PublicKey key, @Nullable String validator, Lane lane, long source, boolean uncached) {

  /** A question that a cache may answer. */
  public Asking(PublicKey key, @Nullable String validator, Lane lane, long source) {
    this(key, validator, lane, source, false);
  }

  /** A question on a peer's own behalf, which shares with nobody. */
  public static Asking of(PublicKey key, @Nullable String validator, Lane lane) {
    return new Asking(key, validator, lane, ownSource(key));
  }

  /** What the control plane is asked, with so long a time for its answer. */
  PeerQuery query(Duration timeout) {
    return PeerQuery.builder(key)
        .validator(validator)
        .timeout(timeout)
        .uncached(uncached)
        .urgency(lane == Lane.BACKGROUND ? Urgency.BACKGROUND : Urgency.FIRST_PACKET)
        .build();
  }

  /** The same, to be answered by no cache. */
  public Asking pastCaches() {
    return new Asking(key, validator, lane, source, true);
  }

  /** Returns what stands for a peer that no sender's address is known of. */
  public static long ownSource(PublicKey key) {
    return ByteBuffer.wrap(key.toBytes()).getLong();
  }
}
