/** Just-in-time WireGuard peer provisioning: SPIs, orchestrator, eviction and embedded defaults. */
module io.jitpeers.core {
  requires com.github.benmanes.caffeine;
  requires com.google.common;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers;
  exports io.jitpeers.eviction;
  exports io.jitpeers.source;
  exports io.jitpeers.spi;
  exports io.jitpeers.store;
  exports io.jitpeers.wireguard;

  provides io.jitpeers.spi.PacketSourceProvider with
      io.jitpeers.source.UdpPacketSourceProvider;
  provides io.jitpeers.spi.PeerStoreProvider with
      io.jitpeers.store.InMemoryPeerStoreProvider;
}
