package io.jitpeers.internal.revalidation;

import io.jitpeers.event.PeerChange;
import io.jitpeers.spi.PeerUpdate;
import java.util.EnumSet;
import java.util.Set;

/** Determines which parts of a peer an update changes. Events report these parts. */
final class ChangedParts {
  private ChangedParts() {}

  static Set<PeerChange> of(PeerUpdate update) {
    Set<PeerChange> changes = EnumSet.noneOf(PeerChange.class);
    if (update.allowedIps().isPresent()) {
      changes.add(PeerChange.ALLOWED_IPS);
    }
    if (update.changesPresharedKey() || update.persistentKeepaliveSeconds().isPresent()) {
      changes.add(PeerChange.SESSION);
    }
    if (update.endpoint().isPresent()) {
      changes.add(PeerChange.ENDPOINT);
    }
    return Set.copyOf(changes);
  }
}
