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
 */
public record Asking(PublicKey key, @Nullable String validator, Lane lane, long source) {

  /** A question on a peer's own behalf, which shares with nobody. */
  static Asking of(PublicKey key, @Nullable String validator, Lane lane) {
    return new Asking(key, validator, lane, ownSource(key));
  }

  /** What the control plane is asked, with so long a time for its answer. */
  PeerQuery query(Duration timeout) {
    return PeerQuery.builder(key)
        .validator(validator)
        .timeout(timeout)
        .urgency(lane == Lane.BACKGROUND ? Urgency.BACKGROUND : Urgency.FIRST_PACKET)
        .build();
  }

  /** Returns what stands for a peer that no sender's address is known of. */
  public static long ownSource(PublicKey key) {
    return ByteBuffer.wrap(key.toBytes()).getLong();
  }
}
