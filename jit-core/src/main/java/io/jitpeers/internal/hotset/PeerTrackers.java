package io.jitpeers.internal.hotset;

import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tracker that passes each call to several other trackers. Thread-safe. */
public final class PeerTrackers implements PeerTracker {
  private final List<PeerTracker> trackers;

  private PeerTrackers(List<PeerTracker> trackers) {
    this.trackers = trackers;
  }

  /** Returns a tracker that passes each call to the given trackers; null elements are ignored. */
  public static PeerTrackers of(@Nullable PeerTracker... trackers) {
    List<PeerTracker> all = new ArrayList<>();
    for (PeerTracker tracker : trackers) {
      if (tracker != null) {
        all.add(tracker);
      }
    }
    return new PeerTrackers(Collections.unmodifiableList(all));
  }

  /**
   * Returns a callback that reports each listed peer to all trackers; null if there are no
   * trackers.
   */
  public @Nullable ListedPeers listedPeers() {
    return trackers.isEmpty() ? null : trackers.size() == 1 ? trackers.get(0) : this;
  }

  @Override
  public void listed(PublicKey key, IpPrefix[] held, ListedPeer status) {
    for (PeerTracker tracker : trackers) {
      tracker.listed(key, held, status);
    }
  }

  @Override
  public void initiated(PublicKey key, Tai64n timestamp) {
    for (PeerTracker tracker : trackers) {
      tracker.initiated(key, timestamp);
    }
  }

  @Override
  public void provisioned(
      PeerConfig config, @Nullable InetSocketAddress from, @Nullable Tai64n timestamp) {
    for (PeerTracker tracker : trackers) {
      tracker.provisioned(config, from, timestamp);
    }
  }

  @Override
  public void woken(PeerConfig config) {
    for (PeerTracker tracker : trackers) {
      tracker.woken(config);
    }
  }

  @Override
  public void changed(PeerConfig config) {
    for (PeerTracker tracker : trackers) {
      tracker.changed(config);
    }
  }

  @Override
  public void forget(PublicKey key) {
    for (PeerTracker tracker : trackers) {
      tracker.forget(key);
    }
  }
}
