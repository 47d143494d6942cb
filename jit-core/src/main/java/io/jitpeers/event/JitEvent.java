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
 * <p>Later versions may add kinds of events, so a {@code switch} over events needs a default. Later
 * versions may also add components to the existing events.
 */
public sealed interface JitEvent {

  /**
   * A peer was installed.
   *
   * @param key the peer
   * @param again true if the gateway had regarded the peer as already installed, and installed the
   *     peer again because the peer's client received no handshake response
   */
  record PeerInstalled(PublicKey key, boolean again) implements JitEvent {}

  /**
   * A peer was installed with its last known endpoint, because an {@link
   * io.jitpeers.wakeup.OutboundSource} delivered a packet to one of the peer's addresses. The
   * installation is also reported as {@link PeerInstalled}.
   *
   * @param key the peer
   */
  record PeerWoken(PublicKey key) implements JitEvent {}

  /**
   * A peer was looked up, in the answer cache or at the control plane, but not provisioned. The
   * peer is an initiator that proved possession of its key, or a peer to be woken or recovered.
   * Some refused packets are only counted and do not cause this event: replays, packets that are
   * refused because too many peers are being provisioned, and packets that are refused before the
   * lookup because too many peers are resident.
   *
   * @param key the initiator, or the peer to be woken or recovered
   * @param outcome why the peer was not provisioned. An initiation that waited for the peer has the
   *     same outcome, with two exceptions. If the gateway could not install a resident peer again
   *     and the peer stays resident, the initiation counts as {@link Outcome#ALREADY_RESIDENT}. The
   *     initiation may also count as {@link Outcome#ALREADY_RESIDENT} if another program has added
   *     the peer and the initiation's source {@linkplain io.jitpeers.spi.PacketSource#holdsPackets
   *     holds packets}
   * @param reason a sentence that explains why the peer was not provisioned; no secrets
   */
  record PeerRefused(PublicKey key, Outcome outcome, String reason) implements JitEvent {}

  /**
   * A resident peer was changed on the device, because the control plane changed the peer's config.
   *
   * @param key the peer
   * @param changes the changed parts of the config; not empty, unmodifiable
   */
  record PeerChanged(PublicKey key, Set<PeerChange> changes) implements JitEvent {}

  /**
   * The control plane changed a resident peer's config to a config that violates a rule. The peer
   * keeps its old config for {@link io.jitpeers.options.RevalidationOptions#grace}. If the control
   * plane does not correct the config within this time, the peer is evicted with the cause {@link
   * EvictionCause#REVOKED}. Reported once for each such change.
   *
   * @param key the peer
   * @param reason a sentence that says which rule is violated; no secrets
   */
  record PeerChangeRefused(PublicKey key, String reason) implements JitEvent {}

  /**
   * A listing of the device's peers showed that another program changed the allowed IPs of a peer.
   * This gateway had installed the peer. The control plane determines the allowed IPs, so the
   * gateway looks the peer up at once and applies the control plane's answer. The gateway does this
   * only once per installation of the peer. Otherwise the gateway and the other program could undo
   * each other's changes for ever. Not reported for an {@linkplain
   * io.jitpeers.eviction.PeerOrigin#ADOPTED adopted} peer, which the gateway had found on the
   * device. The gateway sets the allowed IPs of an adopted peer when it next looks the peer up.
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
   * The brake, which delays evictions, was engaged. Within a minute, too many answers of the
   * control plane called for the eviction of a resident peer, so the gateway does not trust these
   * answers. An answer calls for an eviction if it confirms that the peer is unknown, or if the
   * peer's new config is still refused after {@link io.jitpeers.options.RevalidationOptions#grace}.
   * The peers of such answers are now evicted in only two cases. Either an answer calls for the
   * eviction again after {@link io.jitpeers.options.RevalidationOptions#brakeHold}, or {@link
   * io.jitpeers.JitOrchestrator#releaseBrake} is called.
   *
   * @param vanished the number of answers that called for the eviction of a resident peer, in the
   *     minute before the event
   * @param asked the number of all answers about resident peers, in the minute before the event
   */
  record BrakeEngaged(int vanished, int asked) implements JitEvent {}

  /**
   * A listing of the device's peers showed for the first time that a peer has completed a handshake
   * since its installation. Reported once for each installation of a peer. Not reported for peers
   * that another program installed.
   *
   * <p>For the beginning and the end of each session see {@link PeerConnected} and {@link
   * PeerDisconnected}.
   *
   * @param key the peer
   * @param reading the peer's figures in the listing that showed the handshake
   */
  record PeerEstablished(PublicKey key, PeerReading reading) implements JitEvent {}

  /**
   * A client has connected: a listing of the device's peers showed that a peer without a session
   * has completed a handshake. Not reported for peers that another program installed. Not reported
   * either for a session that was already alive when this gateway found the peer on the device, or
   * when this gateway began to manage the peer. The end of such a session is reported nevertheless,
   * as {@link PeerDisconnected}.
   *
   * <p>WireGuard has no connections. By convention, a client counts as connected while it has a
   * session, which lives for 180 s after its handshake (REJECT_AFTER_TIME, whitepaper section 6.1).
   * A client that sends nothing loses its session after this time, and connects again when it
   * sends.
   *
   * @param key the peer
   * @param reading the peer's figures in the listing that showed the handshake
   */
  record PeerConnected(PublicKey key, PeerReading reading) implements JitEvent {}

  /**
   * A connected client has no session any more: it completed no handshake for 180 s, or its peer
   * was removed from the device. A removal is first reported by another event, such as {@link
   * PeerEvicted} or {@link PeerLost}. A client that is sending starts a new handshake 120 s after
   * the previous handshake, and the new handshake may be slow. If the limit were shorter than 180
   * s, such a client could be reported as disconnected.
   *
   * <p>If a client completes no further handshake, the gateway notices the end of the session in a
   * listing of the device's peers. This is the first listing that begins at least 180 s after the
   * gateway noticed the latest handshake. The gateway notices a handshake at most one sweep
   * interval late, and the next listing begins at most one sweep interval after the 180 s. So this
   * event comes at most two sweep intervals after the end of the session. If the device was
   * {@linkplain DeviceChanged created anew or changed its key}, all clients are disconnected, but
   * this event is not reported for them. This event is not reported either when an orchestrator is
   * closed, because the peers and their sessions stay.
   *
   * @param key the peer
   * @param reason why the client is no longer connected
   * @param reading the peer's figures in the latest listing that contained the peer
   */
  record PeerDisconnected(PublicKey key, Disconnection reason, PeerReading reading)
      implements JitEvent {}

  /**
   * A listing of the device's peers showed that a peer's endpoint differs from its endpoint in the
   * previous listing. Not reported for peers that another program installed. Not reported either if
   * a peer's endpoint changes and changes back between two listings.
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
   * A peer was installed with its last known endpoint, because the peer's client sent data packets
   * for which this gateway has no session. The installation is also reported as {@link
   * PeerInstalled}.
   *
   * @param key the peer
   */
  record PeerRecovered(PublicKey key) implements JitEvent {}

  /**
   * A peer was evicted.
   *
   * @param key the peer
   * @param cause the cause of the eviction
   * @param label a short name of the cause. If the cause is {@link EvictionCause#POLICY}, the
   *     embedding program's policy chose the label. Otherwise the label is the cause's own label
   * @param reading the peer's figures in the latest listing that contained the peer. The counters
   *     are not read again when the peer is removed, so the figures lack the traffic since that
   *     listing. If the cause is EXPIRED, REVOKED or MANUAL, the listing may be as old as the time
   *     between two sweeps. For other causes, the listing is at most 15 s old, unless listings fail
   *     or hang
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
     * Creates an event without a reading, for an installed peer that left the device before any
     * listing showed it.
     *
     * @param key as in the record
     * @param cause as in the record
     */
    public PeerEvicted(PublicKey key, EvictionCause cause) {
      this(key, cause, PeerReading.NONE);
    }
  }

  /**
   * Another program has removed a resident peer from the device. The gateway concludes this if the
   * peer is missing from two consecutive complete listings of the device's peers. After the device
   * was created anew or changed its key, one complete listing without the peer is enough.
   *
   * @param key the peer
   * @param reading the peer's figures in the latest listing that contained the peer
   */
  record PeerLost(PublicKey key, PeerReading reading) implements JitEvent {

    /**
     * Creates an event without a reading, for an installed peer that left the device before any
     * listing showed it.
     *
     * @param key as in the record
     */
    public PeerLost(PublicKey key) {
      this(key, PeerReading.NONE);
    }
  }

  /**
   * A client sent an initiation whose timestamp is at least 5 s older than the newest accepted
   * timestamp of this client. The control plane knew the client at an earlier lookup. As far as the
   * gateway knows, this initiation was not accepted before. Either the client's clock fell back,
   * for example because the clock has no battery, or the packet is a recording of an initiation
   * that the gateway no longer remembers. The client's initiations are refused until the client's
   * clock has caught up or the client's remembered timestamp is reset (see {@code
   * JitOrchestrator.forgetTimestamp}). Reported at most once a minute for a key, and for at most
   * 10,000 keys a minute.
   *
   * @param key the peer
   * @param remembered the newest timestamp that the gateway accepted from the client
   * @param seen the timestamp of the refused initiation
   */
  record PeerClockBehind(PublicKey key, Tai64n remembered, Tai64n seen) implements JitEvent {}

  /**
   * A sweep ended.
   *
   * @param report the results of the sweep
   */
  record SweepCompleted(SweepReport report) implements JitEvent {}

  /**
   * The device was created anew or changed its key. The gateway then lists the device's peers. A
   * resident peer that is missing from a complete listing is no longer resident.
   *
   * @param name the interface's name
   */
  record DeviceChanged(String name) implements JitEvent {}
}
