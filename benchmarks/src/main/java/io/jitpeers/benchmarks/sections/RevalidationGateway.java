package io.jitpeers.benchmarks.sections;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.source.support.OwnedPacket;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.Tai64n;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A whole orchestrator with peers in memory and a control plane over HTTP. */
final class RevalidationGateway implements AutoCloseable {
  /**
   * The number of the first newcomer, a client that connects during the measurement. Peers with
   * smaller numbers are resident from the start.
   */
  static final int NEWCOMERS = 1_000_000;

  private static final int UNLIMITED = 1_000_000;
  private static final int AT_ONCE = 64;
  private static final int INITIATION = 148;
  private static final int PATIENCE_SECONDS = 60;

  private final DirectPacketSource source = new DirectPacketSource();
  private final Hinting configs;
  private final JitOrchestrator jit;
  private final Provisioning provisioning;

  RevalidationGateway(URI controlPlane, Traffic traffic, int residents, boolean asksAgain)
      throws StoreException, ReflectiveOperationException {
    configs = new Hinting(HttpPeerConfigSource.builder(controlPlane).build());
    int most = residents + traffic.initiations().size();
    jit =
        JitOrchestrator.builder()
            .packetSource(source)
            .configSource(configs)
            .store(InMemoryPeerStore.builder().privateKey(traffic.gateway()).build())
            .admissionOptions(
                AdmissionOptions.builder()
                    .perSourceRate(UNLIMITED)
                    .perSourceBurst(UNLIMITED)
                    .globalRate(UNLIMITED)
                    .globalBurst(UNLIMITED)
                    .build())
            .provisioningOptions(ProvisioningOptions.builder().maxResidentPeers(2 * most).build())
            .answerCacheOptions(AnswerCacheOptions.builder().positiveCacheSize(2 * most).build())
            .revalidationOptions(
                RevalidationOptions.builder()
                    .enabled(asksAgain)
                    .minAge(Duration.ofSeconds(1))
                    .build())
            .build();
    jit.start();
    jit.pauseEviction();
    provisioning = FilledGateway.provisioning(jit);
  }

  /**
   * Fills the orchestrator with {@link SyntheticPeers}, as if their clients had connected one after
   * another.
   *
   * @param over the duration of the filling; zero to fill as fast as the control plane answers
   */
  void fill(int residents, Duration over) throws InterruptedException {
    Semaphore places = new Semaphore(AT_ONCE);
    AtomicInteger refused = new AtomicInteger();
    long start = System.nanoTime();
    for (int i = 0; i < residents; i++) {
      Pause.until(start + (long) ((double) over.toNanos() * i / residents));
      places.acquire();
      Opened opened = new Opened(SyntheticPeers.key(i), Tai64n.of(1L << 62, 0), i);
      provisioning.accept(
          new Demand.Initiation(
              new ResidentsPacket(
                  i,
                  outcome -> {
                    refused.addAndGet(outcome == PacketOutcome.INSTALLED ? 0 : 1);
                    places.release();
                  }),
              source),
          opened);
    }
    if (!places.tryAcquire(AT_ONCE, PATIENCE_SECONDS, TimeUnit.SECONDS) || refused.get() > 0) {
      throw new IllegalStateException(
          refused + " of " + residents + " peers were refused: " + jit.statistics().outcomes());
    }
  }

  /**
   * Offers a first packet.
   *
   * @param installed called on any thread with the {@link System#nanoTime} of the installation
   */
  void offer(byte[] initiation, int client, LongConsumer installed) {
    source.offer(
        initiation,
        SyntheticPeers.client(client),
        SyntheticPeers.GATEWAY,
        new FirstPacket(installed));
  }

  /**
   * Marks every peer as due for revalidation, as if change hints of the control plane had been
   * lost.
   */
  void loseHints() {
    ChangeListener listener = configs.listener;
    if (listener == null) {
      throw new IllegalStateException("nobody listens to hints");
    }
    listener.missed();
  }

  JitStatistics statistics() {
    return jit.statistics();
  }

  @Override
  public void close() {
    jit.close();
  }

  private record FirstPacket(LongConsumer installed) implements DirectPacketSource.Delivery {
    @Override
    public void pass(ByteBuffer datagram) {
      installed.accept(System.nanoTime());
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

  private static final class ResidentsPacket extends OwnedPacket {
    private final Consumer<PacketOutcome> completed;

    ResidentsPacket(int number, Consumer<PacketOutcome> completed) {
      super(
          ByteBuffer.allocate(INITIATION),
          SyntheticPeers.client(number),
          SyntheticPeers.GATEWAY,
          System.nanoTime());
      this.completed = completed;
    }

    @Override
    protected void onCompleted(PacketOutcome outcome) {
      completed.accept(outcome);
    }
  }

  /** A config source over HTTP. Its change hints are generated by this program. */
  private static final class Hinting implements PeerConfigSource {
    private final PeerConfigSource http;
    private volatile @Nullable ChangeListener listener;

    Hinting(PeerConfigSource http) {
      this.http = http;
    }

    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      return http.lookup(query);
    }

    @Override
    public boolean returnsAtOnce() {
      return http.returnsAtOnce();
    }

    @Override
    public AutoCloseable watch(ChangeListener changes) {
      listener = changes;
      return () -> {};
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
