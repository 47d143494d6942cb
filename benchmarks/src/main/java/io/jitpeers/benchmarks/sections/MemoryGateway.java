package io.jitpeers.benchmarks.sections;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.PeerConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A whole orchestrator in memory, whose control plane answers at once. Serves one round of a
 * benchmark.
 */
final class MemoryGateway implements AutoCloseable {
  /** A rate so high that it limits nothing. */
  private static final int UNLIMITED = 1_000_000;

  private static final long PATIENCE_SECONDS = 120;

  private final Traffic traffic;
  private final DirectPacketSource source = new DirectPacketSource();
  private final JitOrchestrator jit;

  MemoryGateway(Traffic traffic, int openerThreads, String x25519) throws StoreException {
    this(traffic, openerThreads, x25519, StartOptions.defaults());
  }

  /**
   * Creates a gateway that keeps a journal of its peers.
   *
   * @param state the folder of the journal
   */
  static MemoryGateway withJournal(Traffic traffic, int openerThreads, String x25519, Path state)
      throws StoreException {
    return new MemoryGateway(
        traffic, openerThreads, x25519, StartOptions.builder().stateDirectory(state).build());
  }

  private MemoryGateway(Traffic traffic, int openerThreads, String x25519, StartOptions start)
      throws StoreException {
    this.traffic = traffic;
    jit =
        JitOrchestrator.builder()
            .packetSource(source)
            .x25519(x25519)
            .configSource(PeerConfigSource.calledOn(answers(traffic), Runnable::run))
            .store(InMemoryPeerStore.builder().privateKey(traffic.gateway()).build())
            .admissionOptions(
                AdmissionOptions.builder()
                    .openerThreads(openerThreads)
                    .queueCapacity(traffic.initiations().size())
                    .perSourceRate(UNLIMITED)
                    .perSourceBurst(UNLIMITED)
                    .globalRate(UNLIMITED)
                    .globalBurst(UNLIMITED)
                    .build())
            .startOptions(start)
            .build();
    jit.start();
    jit.pauseEviction();
  }

  private static PeerConfigSource answers(Traffic traffic) {
    return query -> {
      PeerConfig config = traffic.configs().get(query.key());
      return CompletableFuture.completedFuture(
          config == null
              ? PeerLookup.notFound(Duration.ZERO)
              : PeerLookup.found(config, Freshness.NONE));
    };
  }

  /**
   * Offers all initiations as fast as possible. Returns the number of installed peers per second.
   */
  double installedPerSecond() throws InterruptedException {
    List<byte[]> initiations = traffic.initiations();
    CountDownLatch passed = new CountDownLatch(initiations.size());
    long start = System.nanoTime();
    for (int i = 0; i < initiations.size(); i++) {
      offer(i, passed);
    }
    await(passed);
    return initiations.size() * 1e9 / (System.nanoTime() - start);
  }

  /**
   * Offers the initiations one by one, each after the peer of the previous one was installed.
   * Returns the microseconds until each peer was installed, in ascending order.
   */
  double[] sortedFirstPacketMicros() throws InterruptedException {
    double[] micros = new double[traffic.initiations().size()];
    for (int i = 0; i < micros.length; i++) {
      CountDownLatch passed = new CountDownLatch(1);
      long start = System.nanoTime();
      offer(i, passed);
      await(passed);
      micros[i] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(micros);
    return micros;
  }

  private void offer(int number, CountDownLatch passed) {
    source.offer(
        traffic.initiations().get(number),
        SyntheticPeers.client(number),
        SyntheticPeers.GATEWAY,
        new Counting(passed));
  }

  private void await(CountDownLatch passed) throws InterruptedException {
    if (!passed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          passed.getCount() + " were not installed: " + jit.statistics().outcomes());
    }
  }

  @Override
  public void close() {
    jit.close();
  }

  private record Counting(CountDownLatch passed) implements DirectPacketSource.Delivery {
    @Override
    public void pass(ByteBuffer datagram) {
      passed.countDown();
    }

    @Override
    public void passUnexamined(ByteBuffer datagram) {
      drop(PacketOutcome.NOT_EXAMINED);
    }

    @Override
    public void drop(PacketOutcome outcome) {
      throw new IllegalStateException("an initiation was dropped as " + outcome);
    }
  }
}
