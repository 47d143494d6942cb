package io.jitpeers.internal.hotset;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Counts the resident peers of each packet source, by the endpoints in the latest listing. A source
 * is an IPv4 address or an IPv6 /64, see {@link SourceKey}. Also remembers the sources of peers
 * that were recently installed or removed. Packets from unknown senders add nothing, whatever
 * source address they carry. A source is added only in two cases. In the first case, a client sent
 * an initiation from the source and proved possession of its key, and the control plane knows the
 * key. In the second case, a peer on the device has its endpoint at the source. Thread-safe; a
 * look-up takes one short lock and allocates nothing.
 */
public final class KnownSources {
  /** The result of {@link #residents} for a source that has no peer and had none recently. */
  public static final int STRANGER = -1;

  private final SourceCounts residents = new SourceCounts();
  private final RecentSources recent = new RecentSources();

  /**
   * Returns the number of resident peers at a source. If there are none, returns 0 for a source at
   * which a peer was recently installed or removed, and {@link #STRANGER} for any other source.
   *
   * @param source the number of the source, from {@link SourceKey}
   */
  public synchronized int residents(long source) {
    int count = residents.get(source);
    return count > 0 || recent.contains(source) ? count : STRANGER;
  }

  /** Remembers the source of an initiation for which a peer was installed. */
  public synchronized void served(InetAddress source) {
    recent.add(SourceKey.of(source));
  }

  /**
   * Records a resident peer's endpoint from a listing; {@code to} is null if the listing shows no
   * endpoint.
   */
  synchronized void move(ResidentRecord peer, @Nullable InetSocketAddress to) {
    if (peer.isLocated()) {
      residents.decrement(peer.source());
    }
    peer.moveTo(to);
    arrived(peer);
  }

  /** Counts a peer that has just become resident. */
  synchronized void arrived(ResidentRecord peer) {
    if (peer.isLocated()) {
      residents.increment(peer.source());
    }
  }

  /**
   * Records that a peer is no longer resident. Remembers the source of the peer's endpoint, because
   * the client may return from there.
   */
  synchronized void left(ResidentRecord peer) {
    if (peer.isLocated()) {
      residents.decrement(peer.source());
      recent.add(peer.source());
    }
  }

  /** Records that no peer is resident any more. */
  synchronized void clear() {
    residents.clear();
  }
}
