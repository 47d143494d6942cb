package io.jitpeers.internal.provisioning;

import io.jitpeers.internal.hotset.HotSet;

/**
 * Room for peers on the device. Resident ones have it, and those on their way in whose configs were
 * found; strangers, whom the control plane may not know, have not. Guarded by the lock of {@link
 * PendingPeers}.
 */
final class Room {
  private final HotSet hotSet;
  private final int most;
  private int taken;

  Room(HotSet hotSet, int most) {
    this.hotSet = hotSet;
    this.most = most;
  }

  boolean isFull() {
    return hotSet.size() + taken >= most;
  }

  /** Takes room for a peer whose config was found, unless it has some; false if there is none. */
  boolean take(PendingPeer flight) {
    if (flight.again || flight.hasRoom) {
      return true;
    }
    if (isFull()) {
      return false;
    }
    flight.hasRoom = true;
    taken++;
    return true;
  }

  /** Gives back what a flight took, which has ended: an installed peer is resident by now. */
  void giveBack(PendingPeer flight) {
    if (flight.hasRoom) {
      flight.hasRoom = false;
      taken--;
    }
  }
}
