package io.jitpeers.internal.eviction;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/** A device whose listings can be made to fail. */
final class FakeListingStore implements PeerStore {
  /** An event during one listing. */
  @FunctionalInterface
  interface Mishap {
    /** Runs before the first peer is listed. Returns whether the listing is complete. */
    boolean happen() throws StoreException;
  }

  private final Map<PublicKey, PeerStatus> peers = new LinkedHashMap<>();
  private final Queue<Mishap> mishaps = new ArrayDeque<>();
  private int listings;

  /** Adds a peer, or changes it. */
  synchronized void put(PeerStatus status) {
    peers.put(status.publicKey(), status);
  }

  synchronized void drop(PublicKey key) {
    peers.remove(key);
  }

  synchronized boolean has(int number) {
    return peers.containsKey(Peers.key(number));
  }

  synchronized int size() {
    return peers.size();
  }

  synchronized int listings() {
    return listings;
  }

  /** Queues a mishap for the next listing that has none. */
  synchronized void next(Mishap mishap) {
    mishaps.add(mishap);
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    Mishap mishap;
    synchronized (this) {
      listings++;
      mishap = mishaps.poll();
    }
    boolean complete = mishap == null || mishap.happen();
    List<PeerStatus> given;
    synchronized (this) {
      given = new ArrayList<>(peers.values());
    }
    given.forEach(consumer);
    return ListingResult.of(given.size(), complete);
  }

  @Override
  public Device device() {
    throw new UnsupportedOperationException("a sweep reads no device");
  }

  @Override
  public BatchResult install(Collection<PeerConfig> configs) {
    throw new UnsupportedOperationException("a sweep installs nothing");
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) {
    throw new UnsupportedOperationException("a sweep changes nothing");
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) {
    throw new UnsupportedOperationException("only the writer removes");
  }

  @Override
  public void close() {}
}
