package io.jitpeers.store;

import io.jitpeers.spi.PeerStore;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PeerStoreFixture;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A store with a manual clock. */
abstract class InMemoryStoreFixture extends PeerStoreFixture {
  static final PrivateKey DEVICE_KEY = privateKey(1);
  static final PrivateKey OTHER_KEY = privateKey(2);
  static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  static final InetSocketAddress ROAMED = new InetSocketAddress("2001:db8::2", 40_001);

  final ManualTime time = new ManualTime();
  InMemoryPeerStore memory;

  @Override
  protected PeerStore createStore() {
    memory = builder().build();
    return memory;
  }

  @Override
  protected PublicKey deviceKey() {
    return DEVICE_KEY.publicKey();
  }

  @Override
  protected int deviceListenPort() {
    return 12_345;
  }

  final InMemoryPeerStore.Builder builder() {
    return builder(time);
  }

  static InMemoryPeerStore.Builder builder(ManualTime time) {
    return InMemoryPeerStore.builder()
        .name("wg-test")
        .privateKey(DEVICE_KEY)
        .listenPort(12_345)
        .timeSource(time);
  }

  static PrivateKey privateKey(int seed) {
    byte[] bytes = new byte[PrivateKey.LENGTH];
    bytes[7] = (byte) seed;
    return PrivateKey.ofBytes(bytes);
  }

  final PeerStatus statusOf(int number) {
    return memory.status(key(number)).orElseThrow();
  }

  final Optional<PublicKey> holder(String address) throws Exception {
    return memory.peerFor(InetAddress.getByName(address));
  }
}
