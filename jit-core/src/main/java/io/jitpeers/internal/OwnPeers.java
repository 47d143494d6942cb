package io.jitpeers.internal;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.hotset.BegunInstalls;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.journal.DeviceJournal;
import io.jitpeers.internal.journal.JournalEntry;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recognizes peers on the device that this gateway installed before a restart. The journal, which
 * is kept on the disk, shows which peers these are. A recognized peer is managed again immediately,
 * and the control plane is asked about it. Peers that have left the device are removed from the
 * journal. Thread-safe.
 */
final class OwnPeers implements JitListener {
  private static final Logger log = LoggerFactory.getLogger(OwnPeers.class);

  private final HotSet hotSet;
  private final BegunInstalls begun;
  private final CurrentDevice device;
  private final DeviceJournal journal;

  /** Whether the journal may have entries of peers that are not on the device. */
  private volatile boolean absentMayBeRecorded;

  OwnPeers(HotSet hotSet, CurrentDevice device, DeviceJournal journal) {
    this.hotSet = hotSet;
    this.begun = new BegunInstalls(hotSet);
    this.device = device;
    this.journal = journal;
    // A peer is recorded before its install, which may fail.
    begun.whenNotInstalled(journal::removed);
  }

  /**
   * Opens the journal of the device and looks for peers that this gateway installed. Called after
   * the device's peers were listed.
   *
   * @throws java.io.UncheckedIOException if the journal cannot be used
   */
  void start() {
    journal.open(device.get().publicKey());
    int[] known = new int[1];
    hotSet.visitForeign(peer -> known[0] += recognize(peer.key()) ? 1 : 0);
    if (known[0] > 0) {
      log.info(
          "{} peers on {} were installed by this gateway before it restarted",
          known[0],
          device.get().name());
    }
    if (device.isCompared()) {
      forgetAbsent();
    }
  }

  /**
   * Removes the journal's entries of peers that are not on the device or that another program
   * installed. Keeps the entry of a peer whose install has begun. Called only when a listing has
   * shown which peers are on the device.
   */
  private void forgetAbsent() {
    List<PublicKey> recorded = new ArrayList<>();
    journal.forEach(entry -> recorded.add(entry.key()));
    recorded.forEach(this::left);
  }

  /**
   * Takes over a peer that was found on the device, if the journal shows that this gateway
   * installed it. Returns whether the peer was taken over.
   */
  boolean recognize(PublicKey key) {
    Optional<JournalEntry> entry = journal.find(key);
    if (entry.isPresent()) {
      hotSet.configs().recognized(key, entry.get().expiresAt().orElse(null));
    }
    return entry.isPresent();
  }

  @Override
  public void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted) {
      left(evicted.key());
    } else if (event instanceof JitEvent.PeerLost lost) {
      left(lost.key());
    } else if (event instanceof JitEvent.DeviceChanged) {
      deviceChanged();
    } else if (event instanceof JitEvent.SweepCompleted) {
      forgetAbsentIfDue();
    }
  }

  /**
   * Removes the journal's entry of a peer that has left the device. If a new install of the peer
   * has begun meanwhile, keeps the entry, because it may already belong to the new install.
   */
  private void left(PublicKey key) {
    begun.unlessOurs(key, () -> journal.removed(key));
  }

  /**
   * Opens the journal of the device's new key, which takes over the entries of the old journal. If
   * the device had this key before, the new journal may also have entries from that time, so the
   * entries of peers that are not on the device are removed: now, or after the first sweep that
   * lists the device's peers.
   */
  private void deviceChanged() {
    try {
      journal.open(device.get().publicKey());
      absentMayBeRecorded = true;
      forgetAbsentIfDue();
    } catch (RuntimeException e) {
      log.error("peers installed on the changed device will not be recognized after a restart", e);
    }
  }

  private void forgetAbsentIfDue() {
    if (absentMayBeRecorded && device.isCompared()) {
      absentMayBeRecorded = false;
      forgetAbsent();
    }
  }
}
