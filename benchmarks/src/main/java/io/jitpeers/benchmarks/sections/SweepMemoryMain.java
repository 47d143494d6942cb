package io.jitpeers.benchmarks.sections;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.benchmarks.programs.Allocated;
import io.jitpeers.benchmarks.programs.Samples;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Measures in this JVM how many bytes a sweep allocates for each resident peer ({@code
 * sweep.allocated}), on all threads, and how long it takes for each ({@code sweep.time}, in
 * nanoseconds). The peers are in an in-memory store with the default policies, which evict none of
 * them. Prints samples.
 */
public final class SweepMemoryMain {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final int SWEEPS = 5;
  private static final int WARM_UP = 10;
  private static final int CHUNK = 1_000;

  private SweepMemoryMain() {}

  /**
   * Measures.
   *
   * @param arguments the number of peers
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    int peers = Integer.parseInt(arguments[0]);
    InMemoryPeerStore store = InMemoryPeerStore.builder().maxPeers(peers).build();
    fill(store, peers);
    try (JitOrchestrator jit = orchestrator(store, peers)) {
      jit.start();
      for (int i = 0; i < WARM_UP; i++) {
        SweepReport unused = sweep(jit, peers);
      }
      for (int i = 0; i < SWEEPS; i++) {
        long before = Allocated.byAllThreads();
        SweepReport report = sweep(jit, peers);
        Samples.print("sweep.allocated", (double) (Allocated.byAllThreads() - before) / peers);
        Samples.print("sweep.time", (double) report.totalTime().toNanos() / peers);
      }
    }
  }

  private static void fill(InMemoryPeerStore store, int peers) throws Exception {
    List<PeerConfig> chunk = new ArrayList<>();
    for (int i = 0; i < peers; i++) {
      PublicKey key = SyntheticPeers.key(i);
      chunk.add(SyntheticPeers.config(key, i));
      if (chunk.size() == CHUNK || i == peers - 1) {
        if (!store.install(chunk).failures().isEmpty()) {
          throw new IllegalStateException("a peer could not be installed");
        }
        chunk.clear();
      }
    }
    for (int i = 0; i < peers; i++) {
      if (!store.handshakeCompleted(SyntheticPeers.key(i), SyntheticPeers.client(i))) {
        throw new IllegalStateException("a peer is not there: " + i);
      }
    }
  }

  private static JitOrchestrator orchestrator(InMemoryPeerStore store, int peers) {
    return JitOrchestrator.builder()
        .packetSource(new DirectPacketSource())
        .configSource(
            PeerConfigSource.calledOn(
                query ->
                    CompletableFuture.completedFuture(
                        PeerLookup.found(SyntheticPeers.config(query.key(), 0), Freshness.NONE)),
                Runnable::run))
        .store(store)
        .evictionOptions(
            EvictionOptions.builder()
                .schedule(EvictionSchedule.every(NEVER))
                .adoptionGrace(NEVER)
                .build())
        .provisioningOptions(ProvisioningOptions.builder().maxResidentPeers(2 * peers).build())
        .build();
  }

  private static SweepReport sweep(JitOrchestrator jit, int peers) {
    SweepReport report = jit.evictNow().join();
    if (report.listed() != peers || report.evictedInAll() != 0) {
      throw new IllegalStateException("the sweep was to leave " + peers + " peers: " + report);
    }
    return report;
  }
}
