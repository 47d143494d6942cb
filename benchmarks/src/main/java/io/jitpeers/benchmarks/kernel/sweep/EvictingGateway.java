package io.jitpeers.benchmarks.kernel.sweep;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.benchmarks.kernel.Peers;
import io.jitpeers.benchmarks.kernel.sweep.Initiations.FirstPacket;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An orchestrator on a WireGuard interface of the kernel. The benchmark offers first packets to the
 * orchestrator, and tells it which peers to evict. The orchestrator finds the peers' configs in a
 * map. Thread-safe.
 */
final class EvictingGateway implements AutoCloseable {
  private static final InetSocketAddress HERE = new InetSocketAddress("198.18.255.254", 51820);
  private static final int ANY_RATE = 100_000;

  /** The kernel's own limit (MAX_PEERS_PER_DEVICE in drivers/net/wireguard/messages.h). */
  private static final int MOST_PEERS = 1 << 20;

  private static final Duration NEVER = Duration.ofDays(1);

  private final Map<PublicKey, PeerConfig> known = new ConcurrentHashMap<>();
  private final Set<PublicKey> unwanted = ConcurrentHashMap.newKeySet();
  private final DirectPacketSource source = new DirectPacketSource();
  private final JitOrchestrator orchestrator;
  private volatile @Nullable PacketOutcome dropped;

  /**
   * Starts the orchestrator.
   *
   * @param interfaceName the interface; peers that it already has stay unchanged
   */
  EvictingGateway(String interfaceName) throws Exception {
    orchestrator =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(
                PeerConfigSource.calledOn(
                    query -> CompletableFuture.completedFuture(answer(query.key())), Runnable::run))
            .store(NetlinkPeerStore.builder().interfaceName(interfaceName).build())
            .evictionPolicy(
                EvictionPolicy.when(EvictionCause.MANUAL, peer -> unwanted.contains(peer.key())))
            .evictionOptions(
                EvictionOptions.builder()
                    .schedule(EvictionSchedule.every(NEVER))
                    .foundPeers(FoundPeers.OURS_ONLY)
                    .build())
            .admissionOptions(
                AdmissionOptions.builder().globalRate(ANY_RATE).globalBurst(ANY_RATE).build())
            .provisioningOptions(ProvisioningOptions.builder().maxResidentPeers(MOST_PEERS).build())
            .build();
    orchestrator.start();
  }

  private PeerLookup answer(PublicKey key) {
    PeerConfig config = known.get(key);
    return config == null
        ? PeerLookup.notFound(Duration.ZERO)
        : PeerLookup.found(config, Freshness.of(NEVER));
  }

  /** Adds a client to the control plane. */
  void know(Initiations client) {
    PublicKey key = client.initiator().publicKey();
    known.put(key, Peers.config(key, client.number()));
  }

  /**
   * Offers a first packet.
   *
   * @param due when the packet should be offered, by {@link System#nanoTime}. The measured time
   *     begins at this moment even if this thread is late: a real client would also have to wait
   *     for a late capture
   * @param installed receives the nanoseconds from {@code due} until the packet's peer was
   *     installed; negative if the packet was dropped
   */
  void offer(FirstPacket packet, long due, LongConsumer installed) {
    source.offer(
        packet.payload(),
        packet.from(),
        HERE,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            installed.accept(System.nanoTime() - due);
          }

          @Override
          public void passUnexamined(ByteBuffer datagram) {
            drop(PacketOutcome.NOT_EXAMINED);
          }

          @Override
          public void drop(PacketOutcome outcome) {
            dropped = outcome;
            installed.accept(-1);
          }
        });
  }

  /** Returns why the latest dropped packet was dropped; null if none was dropped. */
  @Nullable PacketOutcome dropped() {
    return dropped;
  }

  /** Evicts peers in one sweep. */
  CompletableFuture<SweepReport> evict(List<PublicKey> keys) {
    unwanted.clear();
    unwanted.addAll(keys);
    return orchestrator.evictNow();
  }

  @Override
  public void close() {
    orchestrator.close();
  }
}
