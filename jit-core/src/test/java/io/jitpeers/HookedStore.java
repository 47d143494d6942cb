package io.jitpeers;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store that wraps another one. A test can act in the middle of a call, fail calls, hide peers
 * from listings, and see which calls were made.
 */
class HookedStore implements PeerStore {
  final List<String> calls = new ArrayList<>();
  Runnable duringInstall = () -> {};
  Runnable duringUpdate = () -> {};
  Runnable duringRemove = () -> {};
  Runnable beforeGiving = () -> {};
  Runnable afterListing = () -> {};

  /** The exception that a call throws after it has changed the device; null for none. */
  Supplier<StoreException> failureAfterwards = () -> null;

  RuntimeException listBreakage;
  StoreException installFailure;
  StoreException updateFailure;
  StoreException removeFailure;
  StoreException listFailure;
  StoreException initiationFailure;
  boolean initiating;
  boolean incomplete;
  boolean watching = true;
  PublicKey hidden;

  private final PeerStore real;

  HookedStore(PeerStore real) {
    this.real = real;
  }

  @Override
  public Device device() throws StoreException {
    return real.device();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    calls.add("install " + peers.stream().map(PeerConfig::publicKey).toList());
    duringInstall.run();
    if (installFailure != null) {
      throw installFailure;
    }
    return afterwards(real.install(peers));
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    calls.add("update " + updates.stream().map(PeerUpdate::key).toList());
    duringUpdate.run();
    if (updateFailure != null) {
      throw updateFailure;
    }
    return afterwards(real.update(updates));
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    calls.add("remove " + keys);
    if (removeFailure != null) {
      throw removeFailure;
    }
    BatchResult result = real.remove(keys);
    duringRemove.run();
    return afterwards(result);
  }

  private BatchResult afterwards(BatchResult result) throws StoreException {
    StoreException failure = failureAfterwards.get();
    if (failure != null) {
      throw failure;
    }
    return result;
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    if (listFailure != null) {
      throw listFailure;
    }
    if (listBreakage != null) {
      throw listBreakage;
    }
    List<PeerStatus> seen = new ArrayList<>();
    ListingResult result = real.list(seen::add);
    beforeGiving.run();
    seen.stream().filter(status -> !status.publicKey().equals(hidden)).forEach(consumer);
    afterListing.run();
    return incomplete ? ListingResult.of(result.peers(), false) : result;
  }

  @Override
  public boolean initiatesHandshakes() {
    return initiating;
  }

  @Override
  public void initiateHandshake(PublicKey peer, InetSocketAddress endpoint, int keepalive)
      throws StoreException {
    calls.add("initiate " + peer + " " + endpoint + " " + keepalive);
    if (initiationFailure != null) {
      throw initiationFailure;
    }
  }

  @Override
  public void watchDevice(Runnable onChange) {
    if (watching) {
      real.watchDevice(onChange);
    }
  }

  @Override
  public void close() {
    calls.add("close");
    real.close();
  }
}
