package io.jitpeers.examples.gateway.check;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PublicKey;
import java.util.Collection;
import java.util.function.Consumer;

/** Replaces a store when only settings are checked. This store is never used. */
final class AbsentStore implements PeerStore {
  private static StoreException absent() {
    return new StoreException("there is no store");
  }

  @Override
  public Device device() throws StoreException {
    throw absent();
  }

  @Override
  public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
    throw absent();
  }

  @Override
  public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
    throw absent();
  }

  @Override
  public BatchResult remove(Collection<PublicKey> keys) throws StoreException {
    throw absent();
  }

  @Override
  public ListingResult list(Consumer<? super PeerStatus> consumer) throws StoreException {
    throw absent();
  }

  /**
   * Returns true, as the store for the kernel does. If this method returned false, the settings for
   * the recovery of lost sessions would be refused.
   */
  @Override
  public boolean initiatesHandshakes() {
    return true;
  }

  @Override
  public void close() {}
}
