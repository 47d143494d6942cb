package io.jitpeers.examples.gateway;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
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
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that reads a device and changes nothing: it logs each change that a gateway would make,
 * and reports that the change failed. If it reported success for an install, the peer would count
 * as installed, and the next listing of the device would report the peer as lost.
 *
 * <p>A client without an installed peer repeats its initiation every 5 s. So the install of a peer
 * is not logged again as long as the peer is among the latest {@value #REMEMBERED} logged peers.
 */
final class DryRunStore implements PeerStore {
  /** The reason of every failure. */
  static final String REASON = "dry run: the data plane is not changed";

  private static final Logger log = LoggerFactory.getLogger(DryRunStore.class);
  private static final int REMEMBERED = 100_000;

  private final PeerStore store;
  private final Cache<PublicKey, Boolean> logged =
      CacheBuilder.newBuilder().maximumSize(REMEMBERED).build();

  /** Wraps a store. Closing this store closes the wrapped one. */
  DryRunStore(PeerStore store) {
    this.store = store;
  }

  @Override
  public Device device() throws StoreException {
    return store.device();
  }

  /** Does not claim the device, because a store that changes nothing may run beside a gateway. */
  @Override
  public void claim() {}

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    String device = store.device().name();
    for (PeerConfig peer : peers) {
      if (logged.asMap().putIfAbsent(peer.publicKey(), true) == null) {
        log.atInfo()
            .addKeyValue("interface", device)
            .addKeyValue("peer", peer.publicKey())
            .addKeyValue("allowed_ips", peer.allowedIps())
            .log("would install a peer");
      }
    }
    return refused(peers.stream().map(PeerConfig::publicKey).toList());
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    String device = store.device().name();
    for (PeerUpdate update : updates) {
      log.atInfo()
          .addKeyValue("interface", device)
          .addKeyValue("update", update)
          .log("would change a peer");
    }
    return refused(updates.stream().map(PeerUpdate::key).toList());
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    String device = store.device().name();
    for (PublicKey key : keys) {
      log.atInfo()
          .addKeyValue("interface", device)
          .addKeyValue("peer", key)
          .log("would remove a peer");
    }
    return refused(List.copyOf(keys));
  }

  private static BatchResult refused(List<PublicKey> keys) {
    StoreException reason = new StoreException(REASON);
    return BatchResult.of(
        keys.stream().collect(Collectors.toMap(Function.identity(), key -> reason)));
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    return store.list(consumer);
  }

  @Override
  public ListingResult visit(Consumer<? super ListedPeer> visitor) throws StoreException {
    return store.visit(visitor);
  }

  @Override
  public void watchDevice(Runnable onChange) {
    store.watchDevice(onChange);
  }

  @Override
  public void close() {
    store.close();
  }
}
