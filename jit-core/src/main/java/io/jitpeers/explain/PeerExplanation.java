package io.jitpeers.explain;

import io.jitpeers.event.Outcome;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an orchestrator knows about one key: an answer to the question "Why can't this peer
 * connect?". Begin with {@link #next}, which says what would happen to the peer's next initiation.
 *
 * <p>It contains no secrets, but it shows who connects from where. Immutable. Its parts are read
 * one after another, so an event that happens meanwhile may show in some of them only.
 *
 * <p>Only the orchestrator creates explanations; later versions may add components.
 *
 * @param key the peer's key
 * @param at when the explanation was made, by the orchestrator's wall clock. Its other times are
 *     derived from ages by the monotonic clock, so each age is {@code at} minus that time, even if
 *     the wall clock was set in between
 * @param resident the peer on the device; empty if it is not resident
 * @param deviceAllowedIps the allowed IPs that the peer has on the device; empty if it is not
 *     resident
 * @param pinned whether the key is pinned, resident or not
 * @param provisioning whether the peer is being provisioned
 * @param initiations the outcomes that the key's initiations had lately, the latest first.
 *     Initiations with the same outcome and reason are one element, and so are all replays. An
 *     initiation is listed only if its sender proved possession of the key; {@code unproved} counts
 *     the others. A replayed recording is proved, whoever sends it, and ends as {@link
 *     Outcome#REPLAYED}. Initiations that end as {@link Outcome#ALREADY_RESIDENT} are listed only
 *     beside others
 * @param remembering whether outcomes are remembered at all: whether {@link
 *     io.jitpeers.options.ExplainOptions#peers} is not zero
 * @param forgottenPeers how many peers' outcomes were forgotten since the start to make room for
 *     others. If this number is zero and outcomes are remembered, a key without initiations has
 *     proved none, except those that ended as {@link Outcome#ALREADY_RESIDENT}
 * @param newestTimestamp the timestamp that the key's next initiation must exceed, or else it is
 *     refused as a replay; empty if there is no such timestamp, or if the replay memory cannot tell
 *     it at once
 * @param answer the control plane's latest known answer about the key; empty if none is remembered
 * @param next what would happen to the peer's next initiation
 * @param unproved how many packets ended in each of the outcomes in which no key was proved, such
 *     as a wrong MAC1 or an exceeded rate limit, since the start. A packet of this peer may be
 *     among them. Contains all these outcomes
 */
public record PeerExplanation(
    PublicKey key,
    Instant at,
    Optional<ResidentPeer> resident,
    List<IpPrefix> deviceAllowedIps,
    boolean pinned,
    boolean provisioning,
    List<PastInitiations> initiations,
    boolean remembering,
    long forgottenPeers,
    Optional<Tai64n> newestTimestamp,
    Optional<LastAnswer> answer,
    NextInitiation next,
    Map<Outcome, Long> unproved) {

  /**
   * Creates an explanation with copies of the collections.
   *
   * @param key as in the record
   * @param at as in the record
   * @param resident as in the record
   * @param deviceAllowedIps as in the record
   * @param pinned as in the record
   * @param provisioning as in the record
   * @param initiations as in the record
   * @param remembering as in the record
   * @param forgottenPeers as in the record
   * @param newestTimestamp as in the record
   * @param answer as in the record
   * @param next as in the record
   * @param unproved as in the record
   */
  public PeerExplanation {
    deviceAllowedIps = List.copyOf(deviceAllowedIps);
    initiations = List.copyOf(initiations);
    unproved = Map.copyOf(unproved);
  }

  /**
   * Returns how far the newest timestamp is ahead of the orchestrator's wall clock; negative if it
   * is in the past. If it is far ahead, the client's clock was wrong, and the client is refused
   * until its clock passes that time or {@link io.jitpeers.JitOrchestrator#forgetTimestamp} is
   * called.
   *
   * @return the difference; empty if there is no newest timestamp, or if it is no wall-clock time
   */
  public Optional<Duration> newestTimestampAhead() {
    return newestTimestamp.flatMap(Tai64n::toInstant).map(time -> Duration.between(at, time));
  }
}
