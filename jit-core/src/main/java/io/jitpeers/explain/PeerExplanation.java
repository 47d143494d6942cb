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
 * Everything that an orchestrator knows about one key, as an answer to the question "Why can't this
 * peer connect?". Begin with {@link #next}, which says what would happen to the peer's next
 * initiation.
 *
 * <p>An explanation contains no secrets, but it shows which clients connect from which addresses.
 * Immutable. The parts of an explanation are read one after another. An event that happens in the
 * meantime may therefore be visible in only some of the parts.
 *
 * <p>Only the orchestrator creates explanations; later versions may add components.
 *
 * @param key the peer's key
 * @param at when the explanation was made, by the orchestrator's wall clock. The monotonic clock
 *     measures the age of each past event. The explanation gives the event's time as {@code at}
 *     minus this age. So the difference between {@code at} and an event's time is the event's true
 *     age, even if the wall clock was set after the event
 * @param resident the peer on the device; empty if the peer is not resident
 * @param deviceAllowedIps the allowed IPs that the peer has on the device; empty if the peer is not
 *     resident
 * @param pinned whether the key is pinned, that is, protected from eviction by sweeps; the key's
 *     peer need not be resident
 * @param provisioning whether the peer is being provisioned
 * @param initiations the recent outcomes of the key's initiations, the latest first. Initiations
 *     with the same outcome and reason form one element, and so do all replays. An initiation is
 *     listed only if it proves possession of the key; {@code unproved} counts all other packets. A
 *     replayed recording of an initiation proves possession too, whoever sends it, but ends as
 *     {@link Outcome#REPLAYED}. Initiations that ended as {@link Outcome#ALREADY_RESIDENT} are
 *     listed only if the key also has initiations with other outcomes
 * @param remembering whether outcomes are remembered at all, that is, whether {@link
 *     io.jitpeers.options.ExplainOptions#peers} is not zero
 * @param forgottenPeers the number of peers whose outcomes were dropped since the start, to make
 *     room for other peers. An empty list of initiations is conclusive if this number is zero and
 *     {@code remembering} is true. In this case no initiation has proved possession of the key,
 *     apart from initiations that ended as {@link Outcome#ALREADY_RESIDENT}
 * @param newestTimestamp the timestamp with which the key's next initiation is compared. If the
 *     initiation's timestamp is not newer, the initiation is refused as a replay. Empty if there is
 *     no such timestamp, or if the replay memory cannot return it without blocking
 * @param answer the control plane's latest known answer about the key; empty if none is remembered
 * @param next what would happen to the peer's next initiation
 * @param unproved the number of packets since the start, by outcome, that proved possession of no
 *     key, whoever sent them. The map has an entry for each possible outcome of such packets, such
 *     as a wrong MAC1 or an exceeded rate limit. The peer's own packets may be among the counted
 *     packets
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
   * Returns how far {@link #newestTimestamp}, which the key's next initiation must exceed, is ahead
   * of the orchestrator's wall clock; negative if this timestamp is in the past. A timestamp that
   * is far ahead means that the client's clock was wrong. The client is then refused until its
   * clock passes the timestamp or {@link io.jitpeers.JitOrchestrator#forgetTimestamp} is called.
   *
   * @return the difference; empty if {@code newestTimestamp} is empty, or if the timestamp
   *     represents no wall-clock time
   */
  public Optional<Duration> newestTimestampAhead() {
    return newestTimestamp.flatMap(Tai64n::toInstant).map(time -> Duration.between(at, time));
  }
}
