package io.jitpeers.internal.explain;

import io.jitpeers.explain.LastAnswer;
import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of the control plane as it is remembered, without its preshared key. Immutable.
 *
 * @param kind what it answered
 * @param nanos when, by the monotonic clock
 * @param reason why the config was refused or the lookup failed; null otherwise
 * @param packedIps the first allowed IPs, as {@link PackedPrefixes}; null if there is no config, or
 *     if the control plane only confirmed an earlier one
 * @param allowedIpCount how many allowed IPs the config has
 * @param hasPresharedKey whether the config has a preshared key
 * @param expiresAt when the config expires; null if it does not
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RememberedAnswer(
    LastAnswer.Kind kind,
    long nanos,
    @Nullable String reason,
    byte @Nullable [] packedIps,
    int allowedIpCount,
    boolean hasPresharedKey,
    @Nullable Instant expiresAt) {

  static RememberedAnswer found(PeerConfig config, long now) {
    List<IpPrefix> all = config.allowedIps();
    List<IpPrefix> first = all.subList(0, Math.min(all.size(), LastAnswer.MOST_ALLOWED_IPS));
    return new RememberedAnswer(
        LastAnswer.Kind.FOUND,
        now,
        null,
        PackedPrefixes.pack(first),
        all.size(),
        config.presharedKey().isPresent(),
        config.expiresAt().orElse(null));
  }

  static RememberedAnswer without(LastAnswer.Kind kind, @Nullable String reason, long now) {
    return new RememberedAnswer(kind, now, reason, null, 0, false, null);
  }

  /** Returns this answer as one that was confirmed now. */
  RememberedAnswer confirmed(long now) {
    return new RememberedAnswer(
        LastAnswer.Kind.FOUND, now, null, packedIps, allowedIpCount, hasPresharedKey, expiresAt);
  }

  /** Returns this answer as one whose config was refused. */
  RememberedAnswer refused(String why) {
    return new RememberedAnswer(
        LastAnswer.Kind.REFUSED, nanos, why, packedIps, allowedIpCount, hasPresharedKey, expiresAt);
  }

  /** Returns the remembered allowed IPs, as new objects. */
  public List<IpPrefix> allowedIps() {
    return packedIps == null ? List.of() : PackedPrefixes.unpack(packedIps);
  }
}
