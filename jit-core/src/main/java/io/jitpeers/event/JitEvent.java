package io.jitpeers.event;

import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;

/**
 * Something a listener is told. Immutable and thread-safe. Only initiators that proved possession
 * of their key cause events that name a key, so a flood of forgeries causes none.
 *
 * <p>There may be more kinds of events, and more in an event, in a later version: a {@code switch}
 * over them wants a default.
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
   * A peer was installed because of a packet of the private side, with its last known endpoint. A
   * {@link PeerInstalled} comes beside it.
   *
   * @param key the peer
   */
  record PeerWoken(PublicKey key) implements JitEvent {}

  /**
   * A proved initiator, or a peer to be woken, that the control plane was asked about, or whose
   * answer was remembered, was not provisioned. Replays, and packets refused because too many peers
   * are pending or resident, are counted and cause no event.
   *
   * @param key the initiator, or the peer to be woken
   * @param outcome why; its packet has the same, unless the peer was to be installed again: then it
   *     stays resident, and its packet counts as {@link Outcome#ALREADY_RESIDENT}
   * @param reason a sentence that says why; no secrets
   */
  record PeerRefused(PublicKey key, Outcome outcome, String reason) implements JitEvent {}

  /**
   * A peer was evicted.
   *
   * @param key the peer
   * @param cause why
   */
  record PeerEvicted(PublicKey key, EvictionCause cause) implements JitEvent {}

  /**
   * A resident peer was no longer on the device in two complete listings: somebody else removed it.
   *
   * @param key the peer
   */
  record PeerLost(PublicKey key) implements JitEvent {}

  /**
   * A client that the control plane knows sent an initiation that is older than its newest one, and
   * was not accepted before: its clock fell back, as that of a device without a battery does, or
   * somebody sent a recording that is no longer remembered. It is refused until its clock has
   * caught up or its timestamps start anew (see {@code JitOrchestrator.forgetTimestamp}). Told at
   * most once a minute for a key.
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
   * The device was created anew or changed its key; what was known of its peers was forgotten.
   *
   * @param name the interface's name
   */
  record DeviceChanged(String name) implements JitEvent {}
}
