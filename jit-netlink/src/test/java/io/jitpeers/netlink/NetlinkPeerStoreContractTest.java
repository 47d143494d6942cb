package io.jitpeers.netlink;

import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

class NetlinkPeerStoreContractTest extends PeerStoreContract {

  @Override
  protected PeerStore createStore() {
    return new StoreFixture().store;
  }

  @Override
  protected PublicKey deviceKey() {
    return StoreFixture.privateKey(1).publicKey();
  }

  @Override
  protected int deviceListenPort() {
    return StoreFixture.PORT;
  }

  @Override
  protected Optional<PeerStore> createStoreLimitedTo(int peers) {
    StoreFixture fixture = new StoreFixture();
    fixture.kernel.setMaxPeers(peers);
    return Optional.of(fixture.store);
  }
}
