package io.jitpeers.internal.watch;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.ListedPeer;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Passes all calls on to another store. Times the calls that read the device, change its peers or
 * initiate a handshake. Thread-safe if the other store is thread-safe.
 */
public final class WatchedStore implements PeerStore {
  private final PeerStore store;
  private final Party writing;
  private final Party reading;

  public WatchedStore(PeerStore store, CallWatch watch) {
    this.store = store;
    String name = "the peer store " + store.getClass().getName();
    this.writing =
        watch.party(name, "no other peer is installed, changed or removed until it returns");
    // A listing of many peers takes long, and no client waits for it.
    this.reading = watch.patientParty(name, "sweeps and changes of the device wait for it");
  }

  private interface Work<T> {
    T run() throws StoreException;
  }

  private static <T> T timed(Party party, String what, Work<T> work) throws StoreException {
    Party.Call call = party.begin(what);
    try {
      return work.run();
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public Device device() throws StoreException {
    return timed(reading, "read the device", store::device);
  }

  @Override
  public void claim() throws StoreException {
    store.claim();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    return timed(writing, "install peers", () -> store.install(peers));
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    return timed(writing, "change peers", () -> store.update(updates));
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    return timed(writing, "remove peers", () -> store.remove(keys));
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    Party.Call call = reading.begin("list its peers");
    try {
      return store.list(
          peer -> {
            call.step();
            consumer.accept(peer);
          });
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public ListingResult visit(Consumer<? super ListedPeer> visitor) throws StoreException {
    Party.Call call = reading.begin("list its peers");
    try {
      return store.visit(
          peer -> {
            call.step();
            visitor.accept(peer);
          });
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public boolean initiatesHandshakes() {
    return store.initiatesHandshakes();
  }

  @Override
  public void initiateHandshake(
      PublicKey peer, InetSocketAddress endpoint, int persistentKeepaliveSeconds)
      throws StoreException {
    Party.Call call = writing.begin("have a handshake initiated");
    try {
      store.initiateHandshake(peer, endpoint, persistentKeepaliveSeconds);
    } finally {
      boolean unused = call.end();
    }
  }

  @Override
  public void watchDevice(Runnable onChange) {
    store.watchDevice(onChange);
  }

  @Override
  public void warmUp(Duration limit) {
    store.warmUp(limit);
  }

  @Override
  public void close() {
    store.close();
  }
}
