package io.jitpeers.internal.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.eviction.CapacityPolicy;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.eviction.ExpiryPolicy;
import io.jitpeers.eviction.IdlePolicy;
import io.jitpeers.eviction.ProbationPolicy;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What a sweep allocates depends on the peers that it evicts, not on the residents. */
class SweepAllocationTest {
  private static final int FEW = 1_000;
  private static final int MANY = 21_000;
  private static final int EVICTED = 40;

  /** Less than one byte for each peer that only the larger gateway has. */
  private static final long BOUND = (MANY - FEW) / 2;

  private static final EvictionPolicy USUAL =
      IdlePolicy.of(Duration.ofMinutes(30))
          .or(ProbationPolicy.of(Duration.ofHours(2)))
          .or(ExpiryPolicy.of())
          .or(CapacityPolicy.of(500_000, 600_000, Duration.ofMinutes(30)));

  /** A store, a hot set and a cron. All work is done on the calling thread. */
  private static final class Gateway {
    private final ManualTime time = new ManualTime();
    private final InMemoryPeerStore store = InMemoryPeerStore.builder().timeSource(time).build();
    private final HotSet hotSet = new HotSet(time);
    private final Set<PublicKey> unwanted = new HashSet<>();
    private final int residents;
    private final EvictionCron cron;

    Gateway(int residents, boolean ours) throws StoreException {
      this.residents = residents;
      List<PeerConfig> configs = new ArrayList<>();
      for (int i = 0; i < residents; i++) {
        Instant expiry = Instant.ofEpochSecond(1L << 31);
        configs.add(Peers.config(i).toBuilder().expiresAt(expiry).build());
      }
      if (ours) {
        configs.forEach(hotSet::installed);
      }
      assertThat(store.install(configs).failures()).isEmpty();
      for (int i = 0; i < residents; i++) {
        InetSocketAddress at = new InetSocketAddress("198.51.100.7", 1 + i);
        assertThat(store.handshakeCompleted(Peers.key(i), at)).isTrue();
      }
      EvictionPolicy named =
          EvictionPolicy.labelled("unwanted", peer -> unwanted.contains(peer.key()));
      cron = new EvictionCron(dependencies(USUAL.or(named)));
      sweep();
      time.advance(Duration.ofMinutes(10));
    }

    private CronDependencies dependencies(EvictionPolicy policy) {
      FakeControlPlane controlPlane = new FakeControlPlane();
      Lookups lookups = new Lookups(controlPlane, time, time, ProvisioningOptions.defaults());
      return new CronDependencies(
          () -> {},
          store,
          hotSet,
          policy,
          EvictionOptions.builder()
              .schedule(EvictionSchedule.every(Duration.ofDays(1)))
              .foundPeers(FoundPeers.OURS_ONLY)
              .build(),
          CronBench.CONFIRMATION_TIME,
          // Reports all as evicted, but leaves them, so that each sweep meets the same peers.
          (wanted, stillWanted) ->
              CompletableFuture.completedFuture(new Evictor.Result(wanted, List.of(), List.of())),
          lookups::lookup,
          lookups::lookupInBackground,
          new RecordedFate(),
          controlPlane,
          new Events(),
          time,
          time,
          Runnable::run,
          Runnable::run,
          RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    }

    void sweep() {
      SweepReport report = cron.runNow(false).join();
      assertThat(report.listed()).isEqualTo(residents);
      assertThat(report.evictedInAll()).isEqualTo(unwanted.size());
    }
  }

  /** Returns how much more a sweep of many residents allocates than one of few. */
  private static long difference(Gateway few, Gateway many) {
    for (int i = 0; i < 20; i++) {
      few.sweep();
      many.sweep();
    }
    long least = Allocation.least(few::sweep, 0);
    return Allocation.least(many::sweep, least + BOUND) - least;
  }

  @Test
  void aSweepThatEvictsNobody() throws StoreException {
    assertThat(difference(new Gateway(FEW, true), new Gateway(MANY, true))).isLessThan(BOUND);
  }

  @Test
  void aSweepAmongPeersOfAnotherProgram() throws StoreException {
    assertThat(difference(new Gateway(FEW, false), new Gateway(MANY, false))).isLessThan(BOUND);
  }

  @Test
  void aSweepThatEvictsAFewPeers() throws StoreException {
    Gateway few = new Gateway(FEW, true);
    Gateway many = new Gateway(MANY, true);
    for (int i = 0; i < EVICTED; i++) {
      few.unwanted.add(Peers.key(i * FEW / EVICTED));
      many.unwanted.add(Peers.key(i * MANY / EVICTED));
    }
    assertThat(difference(few, many)).isLessThan(BOUND);
  }
}
