package io.jitpeers.testkit.contract;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.SeededRandom;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** A store that keeps the contract, for others to break it at one place. */
class DelegatingStore implements PeerStore {
  final InMemoryPeerStore real = InMemoryPeerStore.builder().privateKey(deviceKey()).build();

  static PrivateKey deviceKey() {
    return PrivateKey.generate(new SeededRandom(3));
  }

  /** The peers other than one that hold any of some prefixes. */
  final List<PeerStatus> holders(PublicKey except, Collection<IpPrefix> prefixes)
      throws StoreException {
    List<PeerStatus> holders = new ArrayList<>();
    real.list(
        peer -> {
          if (!peer.publicKey().equals(except)
              && peer.allowedIps().stream().anyMatch(prefixes::contains)) {
            holders.add(peer);
          }
        });
    return holders;
  }

  final List<PeerStatus> all() throws StoreException {
    List<PeerStatus> all = new ArrayList<>();
    real.list(all::add);
    return all;
  }

  @Override
  public Device device() throws StoreException {
    return real.device();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    return real.install(peers);
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    return real.update(updates);
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    return real.remove(keys);
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    return real.list(consumer);
  }

  @Override
  public void close() {
    real.close();
  }
}
