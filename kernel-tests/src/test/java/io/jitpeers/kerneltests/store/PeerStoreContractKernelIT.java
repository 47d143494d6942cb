package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.contract.PeerStoreContract;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of peer stores, for the kernel. */
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

  /**
   * The kernel refuses a peer of a batch only if its device has 2^20 peers, which is too many for a
   * test, or if it has no memory. It accepts everything else that a config can contain, so no
   * refused peer can be created here. The tests of the scripted kernel cover refusals.
   */
  @Test
  @Override
  protected void reportsTheFailureOfEachPeer() throws Exception {
    List<PeerConfig> extremes = new ArrayList<>();
    for (int filling : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
      byte[] key = new byte[PublicKey.LENGTH];
      Arrays.fill(key, (byte) filling);
      extremes.add(
          PeerConfig.builder(PublicKey.ofBytes(key))
              .allowedIps(prefixes("0.0.0.0/0", "::/0", "255.255.255.255/32", "::/128"))
              .endpoint(new InetSocketAddress("255.255.255.255", 65_535))
              .presharedKey(presharedKey(filling))
              .persistentKeepaliveSeconds(65_535)
              .build());
    }
    byte[] one = new byte[PublicKey.LENGTH];
    one[0] = 1;
    extremes.add(
        PeerConfig.builder(PublicKey.ofBytes(one))
            .endpoint(new InetSocketAddress("ff02::1", 1))
            .build());

    assertThat(store().install(extremes).failures()).isEmpty();
    assertThat(listByKey().keySet())
        .containsExactlyInAnyOrderElementsOf(extremes.stream().map(PeerConfig::publicKey).toList());
  }
}
