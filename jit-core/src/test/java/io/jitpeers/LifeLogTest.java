package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.spi.StoreException;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * An orchestrator logs its start, with its parts, and its end; failures say which state it is in.
 */
class LifeLogTest {

  @Test
  void itsStartAndItsEndAreOneLineEach() throws Exception {
    try (CapturedLog log = CapturedLog.of(JitOrchestrator.class)) {
      Harness.Setup setup = Harness.setup();
      setup.eviction =
          EvictionOptions.builder().schedule(EvictionSchedule.every(Duration.ofHours(1))).build();
      Harness h = setup.start();
      assertThat(log.lines(Level.INFO))
          .singleElement()
          .asString()
          .startsWith("INFO started on wg-test, port ")
          .contains("public key " + h.gateway.publicKey())
          .contains("packets from [" + h.source.name() + "]")
          .contains("configs from FakePeerConfigSource; 0 peers in InMemoryPeerStore")
          .contains("PT1H", "first packets: REPLAY", "replay memory: in memory only")
          .contains("state directory: none");
      PrivateKey client = h.knownClient(1);
      h.sendAndRun(client);
      h.time.advance(Duration.ofMillis(1999));
      h.close();
      h.close();
      assertThat(log.lines(Level.INFO)).hasSize(2);
      assertThat(log.messages(Level.INFO).get(1))
          .isEqualTo(
              "ended after PT2S, closed by the thread "
                  + Thread.currentThread().getName()
                  + ": 1 packets received, 1 peers installed, 0 evicted, 1 lookups; 1 peers stay on"
                  + " the device");
    }
  }

  @Test
  void oneThatWasNotStartedSaysNothing() throws Exception {
    try (CapturedLog log = CapturedLog.of(JitOrchestrator.class)) {
      RaceRig.Rig rig = new RaceRig.Rig();
      rig.setup.storeWrapper =
          real ->
              new HookedStore(real) {
                @Override
                public void claim() throws StoreException {
                  throw new StoreException("claim wg-test: on purpose");
                }
              };
      assertThatThrownBy(rig.setup::start).hasMessageContaining("on purpose");
      assertThat(log.events()).isEmpty();
    }
  }

  private static JitOrchestrator unstarted() throws StoreException {
    Harness.Setup setup = Harness.setup();
    return setup.build().orchestrator;
  }

  @Test
  void whatNeedsTheDeviceSaysThatItWasNotStarted() throws Exception {
    try (JitOrchestrator orchestrator = unstarted();
        CapturedLog log = CapturedLog.ofAll()) {
      for (CompletableFuture<?> future :
          java.util.List.of(
              orchestrator.evictNow(),
              orchestrator.evictDryRun(),
              orchestrator.evict(PrivateKey.generate(new java.security.SecureRandom()).publicKey()),
              orchestrator.revoke(
                  PrivateKey.generate(new java.security.SecureRandom()).publicKey()),
              orchestrator.forgetTimestamp(
                  PrivateKey.generate(new java.security.SecureRandom()).publicKey()))) {
        assertThat(future)
            .failsWithin(Duration.ZERO)
            .withThrowableThat()
            .havingCause()
            .isInstanceOf(IllegalStateException.class)
            .withMessage("the orchestrator was not started yet; call start() first");
      }
      assertThat(log.lines(Level.INFO)).isEmpty();
    }
  }

  @Test
  void aSecondStartSaysWhatWasBefore() throws Exception {
    Harness started = Harness.setup().start();
    assertThatThrownBy(started.orchestrator::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the orchestrator was already started");
    started.close();
    assertThatThrownBy(started.orchestrator::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the orchestrator was closed; build another one");

    JitOrchestrator closed = unstarted();
    closed.close();
    assertThat(closed.evictNow())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("the orchestrator was closed");
  }

  @Test
  void oneWhoseStartFailedSaysSo() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.storeWrapper =
        real ->
            new HookedStore(real) {
              @Override
              public void claim() throws StoreException {
                throw new StoreException("claim wg-test: on purpose");
              }
            };
    JitOrchestrator failed = rig.setup.build().orchestrator;
    assertThatThrownBy(failed::start).hasMessageContaining("on purpose");
    assertThatThrownBy(failed::start)
        .hasMessage("the orchestrator was closed because its start failed; build another one");
  }

  /** A packet source whose statistics fail. */
  private static final class BrokenPackets implements PacketSource {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void start(PacketHandler handler) {}

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      asked.incrementAndGet();
      throw new IllegalStateException("on purpose");
    }

    @Override
    public void close() {}
  }

  /** A config source that counts how often its statistics are read. */
  private static final class CountedConfigs implements PeerConfigSource {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      return new CompletableFuture<>();
    }

    @Override
    public ConfigSourceStatistics statistics() {
      asked.incrementAndGet();
      return ConfigSourceStatistics.none();
    }
  }

  /** Statistics of a plug-in may block, for example for as long as its server is slow. */
  @Test
  void startAndCloseNeedNoStatisticsOfAPart() throws Exception {
    BrokenPackets packets = new BrokenPackets();
    CountedConfigs configs = new CountedConfigs();
    ManualTime time = new ManualTime();
    try (CapturedLog log = CapturedLog.of(JitOrchestrator.class)) {
      JitOrchestrator orchestrator =
          JitOrchestrator.builder()
              .packetSource(packets)
              .configSource(configs)
              .store(
                  InMemoryPeerStore.builder()
                      .name("wg-test")
                      .privateKey(PrivateKey.generate(new SecureRandom()))
                      .timeSource(time)
                      .build())
              .evictionOptions(EvictionOptions.builder().schedule(nameless()).build())
              .timeSource(time)
              .scheduler(time)
              .stageExecutors(new ManualStages())
              .build();
      orchestrator.start();
      orchestrator.close();

      assertThat(packets.asked).hasValue(0);
      assertThat(configs.asked).hasValue(0);
      assertThat(log.messages(Level.WARN)).isEmpty();
      assertThat(log.messages(Level.INFO)).hasSize(2);
      assertThat(log.messages(Level.INFO).get(0))
          .contains("started on wg-test", "packets from [broken]", "0 peers in InMemoryPeerStore")
          .contains(", unknown; first packets: REPLAY");
      assertThat(log.messages(Level.INFO).get(1))
          .contains("0 packets received", "0 lookups; 0 peers stay on the device");
    }
  }

  /** Returns a schedule whose text fails. */
  private static EvictionSchedule nameless() {
    EvictionSchedule hourly = EvictionSchedule.every(Duration.ofHours(1));
    return new EvictionSchedule() {
      @Override
      public Duration untilNext(Instant wallNow, RandomGenerator random) {
        return hourly.untilNext(wallNow, random);
      }

      @Override
      public String toString() {
        throw new IllegalStateException("on purpose");
      }
    };
  }
}
