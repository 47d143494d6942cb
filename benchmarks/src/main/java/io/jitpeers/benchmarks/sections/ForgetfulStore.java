package io.jitpeers.benchmarks.sections;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.Collection;
import java.util.function.Consumer;

/** A store that keeps no peers, so that heap is measured without the heap of a store. */
final class ForgetfulStore implements PeerStore {
  private final InMemoryPeerStore empty = InMemoryPeerStore.builder().build();
  private final boolean succeeds;

  /**
   * Creates a store.
   *
   * @param succeeds whether the store reports that peers were installed
   */
  ForgetfulStore(boolean succeeds) {
    this.succeeds = succeeds;
  }

  @Override
  public Device device() throws StoreException {
    return empty.device();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    if (!succeeds) {
      throw new StoreException("this store installs nothing");
    }
    return BatchResult.SUCCESS;
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) {
    return BatchResult.SUCCESS;
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) {
    return BatchResult.SUCCESS;
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    return empty.list(consumer);
  }

  @Override
  public void close() {
    empty.close();
  }
}
