package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.BatchResult;
import io.jitpeers.spi.Device;
import io.jitpeers.spi.ListingResult;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The contract of stores fails a store that breaks a peer which loses an allowed IP. */
class PeerStoreContractTeethTest {

  /** Drops preshared key and keepalive of peers that an install or an update takes something of. */
  private static final class Careless implements PeerStore {
    private final InMemoryPeerStore real =
        InMemoryPeerStore.builder().privateKey(deviceKey()).build();
    private final boolean careless;

    Careless(boolean careless) {
      this.careless = careless;
    }

    private static PrivateKey deviceKey() {
      byte[] bytes = new byte[PrivateKey.LENGTH];
      Arrays.fill(bytes, (byte) 3);
      return PrivateKey.ofBytes(bytes);
    }

    private void harm(PublicKey taker, Collection<IpPrefix> taken) throws StoreException {
      List<PeerStatus> losers = new ArrayList<>();
      real.list(
          peer -> {
            if (!peer.publicKey().equals(taker)
                && peer.allowedIps().stream().anyMatch(taken::contains)) {
              losers.add(peer);
            }
          });
      if (careless) {
        for (PeerStatus loser : losers) {
          real.update(
              List.of(
                  PeerUpdate.builder(loser.publicKey())
                      .presharedKey(null)
                      .persistentKeepaliveSeconds(0)
                      .build()));
        }
      }
    }

    @Override
    public Device device() throws StoreException {
      return real.device();
    }

    @Override
    public BatchResult install(Collection<PeerConfig> peers) throws StoreException {
      for (PeerConfig peer : peers) {
        harm(peer.publicKey(), peer.allowedIps());
      }
      return real.install(peers);
    }

    @Override
    public BatchResult update(Collection<PeerUpdate> updates) throws StoreException {
      for (PeerUpdate update : updates) {
        harm(update.key(), update.allowedIps().orElse(List.of()));
      }
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

  private static final class Contract extends PeerStoreContract {
    private final boolean careless;

    Contract(boolean careless) {
      this.careless = careless;
    }

    @Override
    protected PeerStore createStore() {
      return new Careless(careless);
    }

    @Override
    protected PublicKey deviceKey() {
      return Careless.deviceKey().publicKey();
    }

    @Override
    protected int deviceListenPort() {
      return 0;
    }
  }

  private static Contract opened(boolean careless) throws Exception {
    Contract contract = new Contract(careless);
    contract.openStore();
    return contract;
  }

  @Test
  void aStoreThatHarmsThePeerThatLosesAnAllowedIpFails() throws Exception {
    Contract contract = opened(true);
    assertThatThrownBy(contract::aPeerThatLosesAnAllowedIpKeepsAllElse)
        .isInstanceOf(AssertionError.class);
    contract.closeStore();
  }

  @Test
  void aStoreThatDoesNotPasses() throws Exception {
    Contract contract = opened(false);
    assertThatCode(contract::aPeerThatLosesAnAllowedIpKeepsAllElse).doesNotThrowAnyException();
    contract.closeStore();
  }
}
