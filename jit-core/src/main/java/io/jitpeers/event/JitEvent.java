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
 * An event in an orchestrator. Immutable and thread-safe. A listener receives the event's time
 * separately, in {@link JitListener#onEvent(JitEvent, java.time.Instant)}. An event names an
 * initiator's key only if the initiator proved possession of the private key. A flood of forged
 * initiations therefore causes no events that name a key.
 *
 * <p>Later versions may add kinds of events, so a {@code switch} over events needs a default. They
 * may also add components to the existing events.
 */
public sealed interface JitEvent {

  /**
   * A peer was installed.
   *
   * @param key the peer
   * @param again true if the peer counted as resident, and the gateway installed it again because
   *     its client was not being answered
   */
  record PeerInstalled(PublicKey key, boolean again) implements JitEvent {}

  /**
   * A peer was installed with its last known endpoint, because an outbound packet to one of its
   * addresses arrived ({@link io.jitpeers.wakeup.OutboundSource}). The installation is also
   * reported as {@link PeerInstalled}.
   *
   * @param key the peer
   */
  record PeerWoken(PublicKey key) implements JitEvent {}

  /**
   * A peer was looked up, in the answer cache or at the control plane, but not provisioned. The
   * peer is an initiator that proved possession of its key, or a peer to be woken. Replays cause no
   * such event, and neither do packets that are refused because too many peers are being
   * provisioned or are resident. Such packets are only counted.
   *
   * @param key the initiator, or the peer to be woken
   * @param outcome why the peer was not provisioned. The packet has the same outcome, with one
   *     exception. If the gateway could not install a resident peer again, the peer stays resident,
   *     and the packet counts as {@link Outcome#ALREADY_RESIDENT}
   * @param reason a sentence that explains why the peer was not provisioned; no secrets
   */
  record PeerRefused(PublicKey key, Outcome outcome, String reason) implements JitEvent {}

  /**
   * A resident peer was changed on the device, because the control plane changed its config.
   *
   * @param key the peer
   * @param changes the changed parts of the config; not empty, unmodifiable
   */
  record PeerChanged(PublicKey key, Set<PeerChange> changes) implements JitEvent {}

  /**
   * The control plane changed a resident peer's config to a config that violates a rule. The peer
   * keeps its old config for {@link io.jitpeers.options.RevalidationOptions#grace}. If the control
   * plane does not correct the config in this time, the peer is evicted as {@link
   * EvictionCause#REVOKED}. Reported once for each such change.
   *
   * @param key the peer
   * @param reason a sentence that says which rule is violated; no secrets
   */
  record PeerChangeRefused(PublicKey key, String reason) implements JitEvent {}

  /**
   * A listing showed that another program changed the allowed IPs of a peer that this gateway
   * installed. The control plane determines the allowed IPs, so the gateway looks the peer up at
   * once and applies the answer. The gateway does this only once per installation of the peer.
   * Otherwise the two programs could undo each other's changes for ever. Not reported for an
   * {@linkplain io.jitpeers.eviction.PeerOrigin#ADOPTED adopted} peer, which another program had
   * added to the device: its allowed IPs are set when the peer is next looked up.
   *
   * @param key the peer
   * @param listed the allowed IPs that the peer has on the device; unmodifiable
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
   * The brake, which delays evictions, was engaged. Of the resident peers that were looked up
   * within a minute, the control plane reported so many as unknown that the gateway does not trust
   * these answers. A peer that was reported as unknown is now evicted only if the control plane
   * reports it as unknown again after {@link io.jitpeers.options.RevalidationOptions#brakeHold}, or
   * if {@link io.jitpeers.JitOrchestrator#releaseBrake} is called.
   *
   * @param vanished how many of the peers the control plane reported as unknown
   * @param asked how many peers were looked up
   */
  record BrakeEngaged(int vanished, int asked) implements JitEvent {}

  /**
   * A listing showed for the first time that a peer has completed a handshake since its
   * installation. Reported once for each installation, and not for peers that another program
   * installed.
   *
   * <p>For the beginning and the end of each session see {@link PeerConnected} and {@link
   * PeerDisconnected}.
   *
   * @param key the peer
   * @param reading the peer's figures in that listing
   */
  record PeerEstablished(PublicKey key, PeerReading reading) implements JitEvent {}

  /**
   * A client has connected: a listing showed that a peer without a session has completed a
   * handshake. Not reported for peers that another program installed. A session is not reported
   * either if it was already alive when this gateway found the peer on the device or began to
   * manage the peer. The end of such a session is reported nevertheless.
   *
   * <p>WireGuard has no connections. By convention, a client counts as connected while it has a
   * session, which lives for 180 s after its handshake (REJECT_AFTER_TIME, whitepaper section 6.1).
   * A client that sends nothing has no session, and connects again when it sends.
   *
   * @param key the peer
   * @param reading the peer's figures in that listing
   */
  record PeerConnected(PublicKey key, PeerReading reading) implements JitEvent {}

  /**
   * A connected client has no session any more: it completed no handshake for 180 s, or its peer
   * was removed from the device. A removal is first reported by another event, such as {@link
   * PeerEvicted} or {@link PeerLost}. A client that is sending starts a new handshake 120 s after
   * the previous one. With a limit shorter than 180 s, a slow handshake could therefore look like a
   * disconnection.
   *
   * <p>The end of a silent session is noticed in the first listing that begins at least 180 s after
   * the handshake was noticed. Therefore this event comes at most two sweep intervals after the end
   * of the session. When the device was {@linkplain DeviceChanged created anew}, all clients are
   * disconnected, but no event is reported for each of them. Nor is the event reported when an
   * orchestrator is closed, because the peers and their sessions stay.
   *
   * @param key the peer
   * @param reason why the client is no longer connected
   * @param reading the peer's figures in the latest listing that contained the peer
   */
  record PeerDisconnected(PublicKey key, Disconnection reason, PeerReading reading)
      implements JitEvent {}

  /**
   * A listing showed a peer at a different endpoint than the previous listing. Not reported for
   * peers that another program installed, nor for a peer that moves and returns between two
   * listings.
   *
   * @param key the peer
   * @param previous the endpoint in the previous listing
   * @param reading the peer's figures in the new listing; the endpoint is not null
   */
  record PeerRoamed(PublicKey key, InetSocketAddress previous, PeerReading reading)
      implements JitEvent {}

  /**
   * A client has moved from one gateway of a fleet to another gateway, which has completed a
   * handshake with the client. The old gateway reports the event after it has evicted the peer with
   * the cause {@link EvictionCause#MOVED}. The new gateway records the move in the database server
   * that the gateways share (see {@link io.jitpeers.spi.Fleet}). The new gateway reports the event
   * too, unless it receives no answer from this server.
   *
   * @param key the peer
   * @param from the name of the gateway that had the client's session
   * @param to the name of the gateway that has the session now
   */
  record PeerMoved(PublicKey key, String from, String to) implements JitEvent {}

  /**
   * A peer was installed with its last known endpoint, because its client sent data for which this
   * gateway has no session. The installation is also reported as {@link PeerInstalled}.
   *
   * @param key the peer
   */
  record PeerRecovered(PublicKey key) implements JitEvent {}

  /**
   * A peer was evicted.
   *
   * @param key the peer
   * @param cause the cause of the eviction
   * @param label a short name of the cause. If the cause is {@link EvictionCause#POLICY}, it is the
   *     label that the embedding program's policy chose; otherwise it is the cause's own label
   * @param reading the peer's figures in the latest listing that contained the peer. The counters
   *     are not read again when the peer is removed, so the figures lack the traffic since that
   *     listing. If the cause is EXPIRED, REVOKED or MANUAL, the listing may be as old as the time
   *     between two sweeps. For other causes it is at most 15 s old, unless listings fail or hang
   */
  record PeerEvicted(PublicKey key, EvictionCause cause, String label, PeerReading reading)
      implements JitEvent {

    /**
     * Creates an event with the cause's own label.
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
   * A resident peer was missing from two complete listings in a row, or from the first complete
   * listing after a device change: another program has removed the peer.
   *
   * @param key the peer
   * @param reading the peer's figures in the latest listing that contained the peer
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
   * A client that the control plane knows sent an initiation with a timestamp older than the newest
   * accepted timestamp of this client. As far as the gateway knows, this initiation was not
   * accepted before. Either the client's clock fell back, for example because the clock has no
   * battery, or the packet is a recording of an initiation that the gateway no longer remembers.
   * The client is refused until its clock has caught up or its timestamps are reset (see {@code
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
   * @param report the results of the sweep
   */
  record SweepCompleted(SweepReport report) implements JitEvent {}

  /**
   * The device was created anew or changed its key. Its peers are no longer resident.
   *
   * @param name the interface's name
   */
  record DeviceChanged(String name) implements JitEvent {}
}
