package io.jitpeers.explain;

import io.jitpeers.wireguard.IpPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The control plane's latest known answer about a peer, without its preshared key. Immutable. Only
 * the orchestrator creates instances; later versions may add components.
 *
 * @param kind what the control plane answered
 * @param at when the answer came; empty if that is no longer remembered
 * @param reason for a config that was refused and for a lookup that failed: why, as a sentence of
 *     at most 200 characters. Otherwise empty
 * @param freshUntil until when the answer is used without asking again; empty if it is not cached
 * @param usableUntil until when the config is used if the control plane cannot answer; empty if it
 *     is not cached
 * @param allowedIps the allowed IPs in the config, at most the first {@value #MOST_ALLOWED_IPS}
 *     unless the config is cached; empty if the answer was no config
 * @param allowedIpCount how many allowed IPs the config has, also those that are not listed
 * @param hasPresharedKey whether the config has a preshared key. If the client has another one, or
 *     none, its handshake never completes
 * @param expiresAt when the config expires; empty if it does not
 */
public record LastAnswer(
    Kind kind,
    Optional<Instant> at,
    Optional<String> reason,
    Optional<Instant> freshUntil,
    Optional<Instant> usableUntil,
    List<IpPrefix> allowedIps,
    int allowedIpCount,
    boolean hasPresharedKey,
    Optional<Instant> expiresAt) {
  /** How many allowed IPs of an answer are remembered if the answer is not cached. */
  public static final int MOST_ALLOWED_IPS = 16;

  /** What the control plane answered. Later versions may add constants. */
  public enum Kind {
    /** It answered with a config. */
    FOUND,
    /** It knows no such peer. */
    NOT_FOUND,
    /**
     * It answered with a config that was refused: the config has expired, breaks a rule or claims
     * an address of another peer.
     */
    REFUSED,
    /** It did not answer, or its answer was not a valid config for the key. */
    FAILED
  }

  /**
   * Creates an answer with a copy of the list.
   *
   * @param kind as in the record
   * @param at as in the record
   * @param reason as in the record
   * @param freshUntil as in the record
   * @param usableUntil as in the record
   * @param allowedIps as in the record
   * @param allowedIpCount as in the record
   * @param hasPresharedKey as in the record
   * @param expiresAt as in the record
   */
  public LastAnswer {
    allowedIps = List.copyOf(allowedIps);
  }
}
