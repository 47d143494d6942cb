package io.jitpeers.netlink.internal.store;

import io.jitpeers.linux.Errno;
import io.jitpeers.netlink.NetlinkException;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.internal.wireguard.WireGuardDevice;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listing of the peers. It repeats its dump until a dump is not interrupted, up to a maximum
 * number of dumps. Not thread-safe; used for one listing.
 */
final class PeerListing {
  private static final Logger log = LoggerFactory.getLogger(PeerListing.class);

  private final WireGuardClient client;
  private final CurrentInterface device;
  private final StoreCounters counters;
  private int visited;
  // The incarnation (interface and key) of the device in the latest dump; 0 before the first dump.
  private long incarnation;
  // Whether the device was replaced or got another key between two dumps. Then peers that were
  // reported earlier may not exist any more.
  private boolean replaced;
  private boolean changed;

  PeerListing(WireGuardClient client, CurrentInterface device, StoreCounters counters) {
    this.client = client;
    this.device = device;
    this.counters = counters;
  }

  /**
   * Reports each peer once, when the first dump that contains the peer is read. For this purpose
   * the listing remembers the reported peers' keys, but not their other data.
   */
  ListingResult list(int attempts, Consumer<? super PeerStatus> consumer) throws NetlinkException {
    Set<PublicKey> given = new HashSet<>();
    ListingResult result =
        visit(
            attempts,
            peer -> {
              if (given.add(peer.publicKey())) {
                consumer.accept(peer.toStatus());
              }
            });
    return ListingResult.of(given.size(), result.complete());
  }

  /** Reports each peer every time that a dump contains the peer. Remembers no peer. */
  ListingResult visit(int attempts, Consumer<? super ListedPeer> visitor) throws NetlinkException {
    counters.listings.increment();
    boolean undisturbed = false;
    for (int attempt = 1; !undisturbed && attempt <= attempts; attempt++) {
      undisturbed = dump(visitor, attempt == attempts);
      if (!undisturbed) {
        counters.interruptedDumps.increment();
      }
    }
    boolean complete = undisturbed && !replaced;
    if (!complete) {
      counters.incompleteListings.increment();
      log.debug("{} changed during each of {} dumps, or between them", device.ref(), attempts);
    }
    return ListingResult.of(visited, complete);
  }

  /**
   * Reports the peers of one dump. Returns false if the dump was interrupted, or if answers were
   * lost and {@code last} is false.
   *
   * @param last whether this dump is the last attempt; the last attempt throws if answers are lost
   */
  private boolean dump(Consumer<? super ListedPeer> visitor, boolean last) throws NetlinkException {
    visited = 0;
    try {
      return device.call(
          which ->
              client.peers(
                  which,
                  this::begin,
                  peer -> {
                    visited++;
                    visitor.accept(peer);
                  }));
    } catch (NetlinkException e) {
      // Answers were lost, which is treated like an interruption.
      if (e.errno() != Errno.ENOBUFS || last) {
        throw e;
      }
      log.debug("answers were lost", e);
      return false;
    } finally {
      // Listeners are notified after the dump, because they may need the connection, which is
      // locked during the dump.
      if (changed) {
        changed = false;
        device.tell();
      }
    }
  }

  private void begin(WireGuardDevice found) {
    // A dump may begin anew in the middle, for example because the interface was replaced.
    visited = 0;
    CurrentInterface.Look look = device.take(found);
    changed |= look.changed();
    replaced |= incarnation != 0 && incarnation != look.incarnation();
    incarnation = look.incarnation();
  }
}
