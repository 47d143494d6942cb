package io.jitpeers.explain;

import io.jitpeers.wireguard.IpPrefix;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The control plane's latest known answer about a peer, without the peer's preshared key.
 * Immutable. Only the orchestrator creates instances; later versions may add components.
 *
 * @param kind the kind of the answer
 * @param at when the answer arrived; empty if the orchestrator no longer remembers this time
 * @param reason why the config was refused or the lookup failed, as a sentence of at most 200
 *     characters; empty for any other answer
 * @param freshUntil the time until which the answer is used without a new lookup; empty if the
 *     answer is not cached
 * @param usableUntil the time until which the config is used while the control plane cannot answer;
 *     empty if the config is not cached
 * @param allowedIps the allowed IPs in the config; empty if the answer contained no config. If the
 *     config is not cached, only the first {@value #MOST_ALLOWED_IPS} are remembered
 * @param allowedIpCount the number of allowed IPs in the config, including the allowed IPs that are
 *     missing in {@code allowedIps}
 * @param hasPresharedKey whether the config has a preshared key. If the config has a preshared key,
 *     the client's handshake completes only if the client has the same preshared key. If the config
 *     has none, the handshake completes only if the client has none either
 * @param expiresAt when the config expires; empty if it does not expire
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
  /**
   * The maximum number of allowed IPs that the orchestrator remembers from a config if the config
   * is not cached.
   */
  public static final int MOST_ALLOWED_IPS = 16;

  /** The kind of an answer. Later versions may add constants. */
  public enum Kind {
    /** The control plane answered with a config. */
    FOUND,
    /** The control plane answered that it knows no such peer. */
    NOT_FOUND,
    /**
     * The control plane answered with a config that was refused: the config has expired, violates a
     * rule or contains an allowed IP of another peer.
     */
    REFUSED,
    /**
     * The control plane did not answer, or its answer was not a valid config for the peer's key.
     */
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
