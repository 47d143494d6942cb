package io.jitpeers.store;

import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

class InMemoryPeerStoreContractTest extends PeerStoreContract {
  private final ManualTime time = new ManualTime();

  @Override
  protected PeerStore createStore() {
    return InMemoryStoreFixture.builder(time).build();
  }

  @Override
  protected Optional<PeerStore> createStoreLimitedTo(int peers) {
    return Optional.of(InMemoryStoreFixture.builder(time).maxPeers(peers).build());
  }

  @Override
  protected PublicKey deviceKey() {
    return InMemoryStoreFixture.DEVICE_KEY.publicKey();
  }

  @Override
  protected int deviceListenPort() {
    return 12_345;
  }
}
