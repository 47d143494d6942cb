package io.jitpeers.internal.hotset;

import io.jitpeers.eviction.PeerOrigin;
import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.eviction.ResidentPeers;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The peers of the hot set as a sweep sees them. A walk over all peers creates only a few objects,
 * and releases the hot set's lock after every few peers. Ages are as of the moment when this object
 * was created. A peer that leaves the hot set afterwards can still be found until {@link #close}.
 * Thread-safe.
 */
public final class SweptPeers implements ResidentPeers {
  private final HotSet hotSet;
  private final long now;
  private final long wallSecond;
  private final int size;
  // The peers that have left the hot set since this object was created, by key; null after close().
  // Guarded by the hot set's lock.
  private @Nullable Map<PublicKey, ResidentPeer> left = new HashMap<>();

  SweptPeers(HotSet hotSet) {
    this.hotSet = hotSet;
    this.now = hotSet.now();
    this.wallSecond = hotSet.wallSecond();
    this.size = hotSet.size();
  }

  /** Returns how many peers the hot set had when this object was created. */
  @Override
  public int size() {
    return size;
  }

  @Override
  public void visit(Consumer<? super ResidentPeer> visitor) {
    visit(null, visitor);
  }

  /** Passes to a visitor the peers of one origin, or all peers if the origin is null. */
  void visit(@Nullable PeerOrigin origin, Consumer<? super ResidentPeer> visitor) {
    Shown shown = new Shown(origin);
    ResidentTable.Walk walk = hotSet.peers.walk();
    boolean more = true;
    while (more) {
      synchronized (hotSet.lock) {
        more = walk.next(shown);
      }
      shown.passTo(visitor);
    }
  }

  /**
   * Cursors that show the peers of one bucket of the hot set's table. The same cursors are reused
   * for the next bucket.
   */
  private final class Shown implements Consumer<ResidentRecord> {
    private final @Nullable PeerOrigin origin;
    private final List<ResidentCursor> cursors = new ArrayList<>();
    private int count;

    Shown(@Nullable PeerOrigin origin) {
      this.origin = origin;
    }

    /** Moves a cursor to a peer. The caller holds the hot set's lock. */
    @Override
    public void accept(ResidentRecord peer) {
      if (origin != null && peer.origin() != origin) {
        return;
      }
      if (count == cursors.size()) {
        cursors.add(new ResidentCursor(peer.key));
      }
      peer.showIn(cursors.get(count++), now, wallSecond, hotSet.pins.contains(peer.key));
    }

    /** Passes the cursors to a visitor. The caller does not hold the hot set's lock. */
    void passTo(Consumer<? super ResidentPeer> visitor) {
      for (int i = 0; i < count; i++) {
        visitor.accept(cursors.get(i));
      }
      count = 0;
    }
  }

  /** Returns a resident peer, or a peer that has left the hot set since this object was created. */
  @Override
  public Optional<ResidentPeer> find(PublicKey key) {
    synchronized (hotSet.lock) {
      ResidentRecord peer = hotSet.peers.get(key);
      if (peer != null) {
        return Optional.of(copy(peer));
      }
      return left == null ? Optional.empty() : Optional.ofNullable(left.get(key));
    }
  }

  @Override
  public List<ResidentPeer> copy() {
    List<ResidentPeer> copies = new ArrayList<>(hotSet.size());
    hotSet.peers.forEach(peer -> copies.add(copy(peer)));
    return copies;
  }

  private ResidentPeer copy(ResidentRecord peer) {
    return peer.snapshot(now, wallSecond, hotSet.pins.contains(peer.key));
  }

  /** Records that a peer leaves the hot set. The caller holds the hot set's lock. */
  void leaving(ResidentRecord peer) {
    if (left != null) {
      left.put(peer.key, copy(peer));
    }
  }

  /** Discards the copies of peers that have left the hot set. Called at the end of the sweep. */
  public void close() {
    synchronized (hotSet.lock) {
      left = null;
      if (hotSet.swept == this) {
        hotSet.swept = null;
      }
    }
  }
}
