package io.jitpeers.internal.hotset;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where peers are known to be: how many resident ones each source has, by the endpoints of the
 * latest listing, and which sources others came from or left at. Junk adds nothing to it, whatever
 * address it claims: a source is there because a peer that is wanted proved its key from it, or
 * because its config says where it is. Thread-safe; a look takes one short lock and makes no
 * object.
 */
public final class KnownSources {
  /** What {@link #residents} says of a source that no peer is known to be at. */
  public static final int STRANGER = -1;

  private final SourceCounts residents = new SourceCounts();
  private final RecentSources recent = new RecentSources();

  /**
   * Returns how many resident peers a source has; 0 if it has none, but a peer came from it or left
   * at it not long ago; else {@link #STRANGER}.
   *
   * @param source as {@link SourceKey} numbers it
   */
  public synchronized int residents(long source) {
    int count = residents.get(source);
    return count > 0 || recent.contains(source) ? count : STRANGER;
  }

  /** A peer was installed for an initiation from a source. */
  public synchronized void served(InetAddress source) {
    recent.add(SourceKey.of(source));
  }

  /** Moves a peer's record to where a listing showed it; null for nowhere. */
  synchronized void move(ResidentRecord peer, @Nullable InetSocketAddress to) {
    if (peer.isLocated()) {
      residents.decrement(peer.source());
    }
    peer.moveTo(to);
    arrived(peer);
  }

  /** Counts a peer that was not resident before. */
  synchronized void arrived(ResidentRecord peer) {
    if (peer.isLocated()) {
      residents.increment(peer.source());
    }
  }

  /** A peer is resident no more; its client may come back from where it was. */
  synchronized void left(ResidentRecord peer) {
    if (peer.isLocated()) {
      residents.decrement(peer.source());
      recent.add(peer.source());
    }
  }

  /** Nobody is resident any more. */
  synchronized void clear() {
    residents.clear();
  }
}
