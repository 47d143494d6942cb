import io.jitpeers.eviction.EvictionPolicyProvider;
import io.jitpeers.internal.eviction.CapacityPolicyProvider;
import io.jitpeers.internal.eviction.ExpiryPolicyProvider;
import io.jitpeers.internal.eviction.IdlePolicyProvider;
import io.jitpeers.internal.eviction.ProbationPolicyProvider;
import io.jitpeers.recovery.TransportSourceProvider;
import io.jitpeers.source.UdpPacketSourceProvider;
import io.jitpeers.spi.FleetProvider;
import io.jitpeers.spi.KeyAgreement25519Provider;
import io.jitpeers.spi.PacketSourceProvider;
import io.jitpeers.spi.PeerConfigSourceProvider;
import io.jitpeers.spi.PeerStoreProvider;
import io.jitpeers.spi.ReplayMemoryProvider;
import io.jitpeers.spi.ReplayStoreProvider;
import io.jitpeers.store.InMemoryPeerStoreProvider;
import io.jitpeers.wakeup.OutboundSourceProvider;

/**
 * Just-in-time WireGuard peer provisioning: the orchestrator, its service provider interfaces,
 * eviction, and default components for embedding.
 *
 * @since 0.1.0
 */
// The qualified export below names modules that are built after this one, which javac would report.
@SuppressWarnings("module")
module io.jitpeers.core {
  requires com.github.benmanes.caffeine;
  requires com.google.common;
  requires jdk.jfr;
  requires org.bouncycastle.provider;
  requires transitive org.slf4j;
  requires static transitive org.jspecify;

  exports io.jitpeers;
  exports io.jitpeers.event;
  exports io.jitpeers.eviction;
  exports io.jitpeers.explain;
  exports io.jitpeers.options;
  exports io.jitpeers.recovery;
  exports io.jitpeers.settings;
  exports io.jitpeers.source;
  exports io.jitpeers.source.support to
      io.jitpeers.crypto,
      io.jitpeers.fleet,
      io.jitpeers.http,
      io.jitpeers.netlink,
      io.jitpeers.pcap;
  exports io.jitpeers.spi;
  exports io.jitpeers.statistics;
  exports io.jitpeers.store;
  exports io.jitpeers.time;
  exports io.jitpeers.trace;
  exports io.jitpeers.wakeup;
  exports io.jitpeers.wireguard;

  uses EvictionPolicyProvider;
  uses FleetProvider;
  uses KeyAgreement25519Provider;
  uses OutboundSourceProvider;
  uses PacketSourceProvider;
  uses PeerConfigSourceProvider;
  uses PeerStoreProvider;
  uses ReplayMemoryProvider;
  uses ReplayStoreProvider;
  uses TransportSourceProvider;

  provides EvictionPolicyProvider with
      CapacityPolicyProvider,
      ExpiryPolicyProvider,
      IdlePolicyProvider,
      ProbationPolicyProvider;
  provides PacketSourceProvider with
      UdpPacketSourceProvider;
  provides PeerStoreProvider with
      InMemoryPeerStoreProvider;
}
