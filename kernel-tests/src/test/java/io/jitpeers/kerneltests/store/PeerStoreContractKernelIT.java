package io.jitpeers.kerneltests.store;

import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PublicKey;
import org.junit.jupiter.api.AfterEach;

/** What every store must do, done by the kernel. */
class PeerStoreContractKernelIT extends PeerStoreContract {
  private Gateway gateway;

  @Override
  protected PeerStore createStore() {
    gateway = Gateway.create("contract");
    return gateway.storeBuilder().build();
  }

  @AfterEach
  void deleteGateway() {
    gateway.close();
  }

  @Override
  protected PublicKey deviceKey() {
    return Gateway.KEY.publicKey();
  }

  @Override
  protected int deviceListenPort() {
    return Gateway.PORT;
  }

  /** No test here: a kernel takes 2^20 peers before it refuses one. */
  @Override
  protected void reportsTheFailureOfEachPeer() {}
}
