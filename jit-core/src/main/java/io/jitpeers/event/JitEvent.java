package io.jitpeers.event;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * Something that happened in an orchestrator. Immutable and thread-safe. The listener receives the
 * time separately: {@link JitListener#onEvent(JitEvent, java.time.Instant)}. Only initiators that
 * proved possession of their key cause events that name a key, so a flood of forgeries causes none.
 *
 * <p>Later versions may add kinds of events, and components to events, so a {@code switch} over
 * them needs a default.
 */
public sealed interface JitEvent {

  /**
   * A peer was installed.
   *
   * @param key the peer
   * @param again true if it was believed to be resident but its client was not being answered
   */
  record PeerInstalled(PublicKey key, boolean again) implements JitEvent {}

  /**
   * A peer was installed because of a packet from the private side, with its last known endpoint.
   * It is reported as {@link PeerInstalled} too.
   *
   * @param key the peer
   */
  record PeerWoken(PublicKey key) implements JitEvent {}

  /**
   * An initiator that proved its key, or a peer to be woken, was looked up (in the answer cache or
   * at the control plane) and not provisioned. Replays, and packets refused because too many peers
   * are pending or resident, are only counted.
   *
   * @param key the initiator, or the peer to be woken
   * @param outcome why. The packet has the same outcome, unless the peer was to be installed again:
   *     then the peer stays resident, and the packet counts as {@link Outcome#ALREADY_RESIDENT}
   * @param reason a sentence that says why; no secrets
   */
  record PeerRefused(PublicKey key, Outcome outcome, String reason) implements JitEvent {}

  /**
   * A resident peer was changed on the device, because the control plane changed its config.
   *
   * @param key the peer
   * @param changes what was changed; not empty, unmodifiable
   */
  record PeerChanged(PublicKey key, Set<PeerChange> changes) implements JitEvent {}

  /**
   * The control plane changed a resident peer's config to one that is refused. The peer keeps what
   * it has for {@link io.jitpeers.options.RevalidationOptions#grace}, and is then evicted as {@link
   * EvictionCause#REVOKED} unless the config has changed by then. Reported once for each such
   * change.
   *
   * @param key the peer
   * @param reason a sentence that says which rule is broken; no secrets
   */
  record PeerChangeRefused(PublicKey key, String reason) implements JitEvent {}

  /**
   * A listing showed that another program changed the allowed IPs of a peer that this gateway
   * installed. The control plane decides the allowed IPs, so it is asked about the peer at once,
   * and its answer is applied. That is done once each time the peer is installed, so that two
   * programs do not change the peer in turns for ever. Not reported for a peer that was found on
   * the device and adopted: its allowed IPs are set when the control plane is next asked about it.
   *
   * @param key the peer
   * @param listed the allowed IPs that it has on the device; unmodifiable
   */
  record ForeignChange(PublicKey key, List<IpPrefix> listed) implements JitEvent {
    /**
     * Creates an event.
     *
     * @param key as in the record
     * @param listed as in the record; copied
     */
    public ForeignChange {
      listed = List.copyOf(listed);
    }
  }

  /**
   * The control plane no longer wants so many of the resident peers that it was asked about within
   * a minute that its answers are not trusted. None of these peers is evicted until the control
   * plane repeats its answer after {@link io.jitpeers.options.RevalidationOptions#brakeHold}, or
   * {@link io.jitpeers.JitOrchestrator#releaseBrake} is called.
   *
   * @param vanished how many peers are no longer wanted
   * @param asked of how many
   */
  record BrakeEngaged(int vanished, int asked) implements JitEvent {}

  /**
   * A listing was the first to show that a peer has completed a handshake since it was installed.
   * Reported once each time a peer becomes resident, and not for peers that another program
   * installed.
   *
   * <p>There is no event for a session that ends: WireGuard has none. A session is over 180 s after
   * its handshake (REJECT_AFTER_TIME, whitepaper section 6.1), and a client in use renews it after
   * 120 s, which a listing may show as late as the next sweep. Treat a peer as connected while
   * {@link io.jitpeers.eviction.ResidentPeer#sinceHandshake} is less than 180 s plus the time
   * between two sweeps. With a shorter time, clients in use seem to connect and disconnect.
   *
   * @param key the peer
   * @param reading the peer's numbers in that listing
   */
  record PeerEstablished(PublicKey key, PeerReading reading) implements JitEvent {}

  /**
   * A listing showed a peer at another endpoint than the listing before. Not reported for peers
   * that another program installed, nor for a peer that moves and returns between two listings.
   *
   * @param key the peer
   * @param previous where it was
   * @param reading the peer's numbers in the listing; its endpoint is not null
   */
  record PeerRoamed(PublicKey key, InetSocketAddress previous, PeerReading reading)
      implements JitEvent {}

  /**
   * A peer was evicted.
   *
   * @param key the peer
   * @param cause why
   * @param label why, in a word: the cause's label, or that of a {@linkplain EvictionCause#POLICY
   *     policy} of the embedding program
   * @param reading the peer's numbers in the latest listing that contained it. A removal does not
   *     read the counters again, so traffic since that listing is not counted. A sweep evicts
   *     within 15 s of its listing; for an eviction on demand and a revocation the reading is at
   *     most as old as the time between two sweeps
   */
  record PeerEvicted(PublicKey key, EvictionCause cause, String label, PeerReading reading)
      implements JitEvent {

    /**
     * Creates an event whose label is the cause's own.
     *
     * @param key as in the record
     * @param cause as in the record
     * @param reading as in the record
     */
    public PeerEvicted(PublicKey key, EvictionCause cause, PeerReading reading) {
      this(key, cause, cause.label(), reading);
    }

    /**
     * Creates an event for a peer that was never listed.
     *
     * @param key as in the record
     * @param cause as in the record
     */
    public PeerEvicted(PublicKey key, EvictionCause cause) {
      this(key, cause, PeerReading.NONE);
    }
  }

  /**
   * A resident peer was no longer on the device in two complete listings: another program removed
   * it.
   *
   * @param key the peer
   * @param reading the peer's numbers in the latest listing that contained it, two sweeps ago
   */
  record PeerLost(PublicKey key, PeerReading reading) implements JitEvent {

    /**
     * Creates an event for a peer that was never listed.
     *
     * @param key as in the record
     */
    public PeerLost(PublicKey key) {
      this(key, PeerReading.NONE);
    }
  }

  /**
   * A client that the control plane knows sent an initiation that is older than its newest one, and
   * was not accepted before. Either its clock fell back, for example because its device has no
   * battery, or the packet is a recording that is no longer remembered. The client is refused until
   * its clock has caught up or its timestamps start anew (see {@code
   * JitOrchestrator.forgetTimestamp}). Reported at most once a minute for a key.
   *
   * @param key the peer
   * @param remembered the newest timestamp that was accepted
   * @param seen the timestamp of the initiation
   */
  record PeerClockBehind(PublicKey key, Tai64n remembered, Tai64n seen) implements JitEvent {}

  /**
   * A sweep ended.
   *
   * @param report what it saw and did
   */
  record SweepCompleted(SweepReport report) implements JitEvent {}

  /**
   * The device was created anew or changed its key. Its peers are no longer resident.
   *
   * @param name the interface's name
   */
  record DeviceChanged(String name) implements JitEvent {}
}
