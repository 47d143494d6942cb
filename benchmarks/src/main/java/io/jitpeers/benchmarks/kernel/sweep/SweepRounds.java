package io.jitpeers.benchmarks.kernel.sweep;

import io.jitpeers.benchmarks.kernel.Peers;
import io.jitpeers.benchmarks.kernel.sweep.Initiations.FirstPacket;
import io.jitpeers.benchmarks.programs.Allocated;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.kerneltests.support.NetNamespace;
import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A WireGuard interface with many peers, and an orchestrator on it. At the end of each round, the
 * peers that the round added are evicted. Must run on a thread in the interface's network
 * namespace. Not thread-safe.
 */
final class SweepRounds implements AutoCloseable {
  private static final PrivateKey KEY = TestKeys.privateKey(1);
  private static final int PORT = 51820;
  private static final Duration EVERY = Duration.ofMillis(20);
  private static final int AT_ONCE = 500;
  private static final long PATIENCE_SECONDS = 300;

  private final EvictingGateway gateway;
  private final SteadyArrivals arrivals;
  private final List<Initiations> leaving;
  private final List<Initiations> coming;
  private double microsecondsPerEviction;

  SweepRounds(NetNamespace namespace, SweepPlan plan) throws Exception {
    WireGuardInterface wg = WireGuardInterface.create(namespace, "wg0").configure(KEY, PORT);
    try (NetlinkPeerStore store = NetlinkPeerStore.builder().interfaceName(wg.name()).build()) {
      if (!store.install(Peers.numbered(0, plan.resident()).configs()).failures().isEmpty()) {
        throw new IllegalStateException("The resident peers could not be installed");
      }
    }
    gateway = new EvictingGateway(wg.name());
    arrivals = new SteadyArrivals(gateway, EVERY);
    leaving = clients(plan.resident(), plan.evicted());
    coming = clients(plan.resident() + plan.evicted(), plan.arrivals());
  }

  private List<Initiations> clients(int first, int count) {
    PublicKey key = KEY.publicKey();
    List<Initiations> clients =
        IntStream.range(first, first + count).mapToObj(n -> Initiations.of(n, key)).toList();
    clients.forEach(gateway::know);
    return clients;
  }

  /**
   * Offers the first packets of new clients while nothing is evicted. Returns how many milliseconds
   * each packet's peer took to be installed, in ascending order.
   *
   * @param count the number of packets. For a comparison with {@link #evicting}, it should be the
   *     size of the list that {@code evicting} returned, because a high percentile depends on the
   *     number of samples
   */
  List<Double> calm(int count) throws Exception {
    List<FirstPacket> packets = packets(coming.subList(0, count));
    List<Double> millis = arrivals.run(packets, () -> true);
    evict(keys(packets));
    return millis;
  }

  /**
   * Offers the first packets of new clients while one sweep evicts other peers. Returns how many
   * milliseconds each packet's peer took to be installed, in ascending order.
   */
  List<Double> evicting() throws Exception {
    fill();
    List<FirstPacket> packets = packets(coming);
    CompletableFuture<SweepReport> sweep =
        gateway.evict(leaving.stream().map(client -> client.initiator().publicKey()).toList());
    List<Double> millis = arrivals.run(packets, () -> !sweep.isDone());
    SweepReport report = sweep.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    require(report, leaving.size());
    microsecondsPerEviction =
        report.totalTime().toNanos()
            / (double) TimeUnit.MICROSECONDS.toNanos(1)
            / report.evictedInAll();
    evict(keys(packets.subList(0, millis.size())));
    return millis;
  }

  /**
   * Sweeps without evicting anybody. Returns how many bytes all threads allocated meanwhile, for
   * each peer on the interface.
   */
  double allocatedPerPeer() throws Exception {
    long before = Allocated.byAllThreads();
    SweepReport report = gateway.evict(List.of()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    require(report, 0);
    return (double) (Allocated.byAllThreads() - before) / report.listed();
  }

  /** Returns the duration of the latest sweep divided by the number of evicted peers. */
  double microsecondsPerEviction() {
    return microsecondsPerEviction;
  }

  /**
   * Lets the orchestrator install the peers that a sweep will evict, by offering their first
   * packets.
   */
  private void fill() throws InterruptedException {
    Semaphore under = new Semaphore(AT_ONCE);
    AtomicInteger dropped = new AtomicInteger();
    for (Initiations client : leaving) {
      under.acquire();
      gateway.offer(
          client.next(),
          System.nanoTime(),
          nanos -> {
            if (nanos < 0) {
              dropped.incrementAndGet();
            }
            under.release();
          });
    }
    under.acquire(AT_ONCE);
    if (dropped.get() > 0) {
      throw new IllegalStateException(
          dropped + " first packets were dropped, the latest with " + gateway.dropped());
    }
  }

  private void evict(List<PublicKey> keys) throws Exception {
    require(gateway.evict(keys).get(PATIENCE_SECONDS, TimeUnit.SECONDS), keys.size());
  }

  private static void require(SweepReport report, int evicted) {
    if (report.evictedInAll() != evicted) {
      throw new IllegalStateException(evicted + " peers were to be evicted: " + report);
    }
  }

  private static List<FirstPacket> packets(List<Initiations> clients) {
    List<FirstPacket> packets = new ArrayList<>();
    clients.forEach(client -> packets.add(client.next()));
    return packets;
  }

  private static List<PublicKey> keys(List<FirstPacket> packets) {
    return packets.stream().map(FirstPacket::client).toList();
  }

  @Override
  public void close() {
    gateway.close();
  }
}
