package io.jitpeers.internal.explain;

import io.jitpeers.explain.LastAnswer;
import io.jitpeers.internal.common.PackedPrefixes;
import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A remembered answer of the control plane, without the preshared key. Immutable.
 *
 * @param kind the kind of the answer
 * @param nanos when the answer arrived: a monotonic reading, in nanoseconds
 * @param reason why the config was refused or the lookup failed; null otherwise
 * @param failure the kind of the lookup's failure; null if the lookup did not fail
 * @param packedIps the first allowed IPs, as {@link PackedPrefixes}; null if there is no config, or
 *     if the control plane only confirmed a config that is not remembered
 * @param allowedIpCount how many allowed IPs the config has
 * @param hasPresharedKey whether the config has a preshared key
 * @param expiresAt when the config expires; null if it does not expire
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RememberedAnswer(
    LastAnswer.Kind kind,
    long nanos,
    @Nullable String reason,
    LookupException.@Nullable Reason failure,
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
        null,
        PackedPrefixes.pack(first),
        all.size(),
        config.presharedKey().isPresent(),
        config.expiresAt().orElse(null));
  }

  /** Returns an answer without a config. */
  static RememberedAnswer without(LastAnswer.Kind kind, long now) {
    return new RememberedAnswer(kind, now, null, null, null, 0, false, null);
  }

  static RememberedAnswer failed(LookupException failure, long now) {
    String why = Reason.bounded(failure.reason() + ": " + failure.getMessage());
    return new RememberedAnswer(
        LastAnswer.Kind.FAILED, now, why, failure.reason(), null, 0, false, null);
  }

  /** Returns whether the control plane answered with a config, even if the config was refused. */
  boolean isConfig() {
    return kind == LastAnswer.Kind.FOUND || kind == LastAnswer.Kind.REFUSED;
  }

  /**
   * Returns whether the lookup failed because the control plane's answer was neither a valid config
   * for the key nor a not-found answer.
   */
  public boolean isInvalid() {
    return failure == LookupException.Reason.REJECTED;
  }

  /**
   * Returns the answer that results when the control plane confirms this answer's config as
   * unchanged: the same config, with the new arrival time and without a reason for a refusal.
   *
   * @param now when the confirmation arrived: a monotonic reading, in nanoseconds
   */
  RememberedAnswer confirmed(long now) {
    return new RememberedAnswer(
        LastAnswer.Kind.FOUND,
        now,
        null,
        null,
        packedIps,
        allowedIpCount,
        hasPresharedKey,
        expiresAt);
  }

  /** Returns a copy of this answer that records the refusal of its config for the given reason. */
  RememberedAnswer refused(String why) {
    return new RememberedAnswer(
        LastAnswer.Kind.REFUSED,
        nanos,
        why,
        null,
        packedIps,
        allowedIpCount,
        hasPresharedKey,
        expiresAt);
  }

  /** Returns the remembered allowed IPs, as new objects. */
  public List<IpPrefix> allowedIps() {
    return packedIps == null ? List.of() : PackedPrefixes.unpack(packedIps);
  }
}
