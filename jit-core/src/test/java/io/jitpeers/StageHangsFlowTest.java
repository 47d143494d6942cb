package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.internal.StageThreads;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.watch.ConfigSourceCalls;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole orchestrator on real threads and a manual clock, of which one part hangs. */
@Timeout(120)
class StageHangsFlowTest {
  private static final Duration LONG = WatchdogOptions.DEFAULT_PATIENCE.multipliedBy(2);

  /** Threads that are not made to hang here. */
  private static final List<String> OTHERS =
      List.of("jit-upkeep", "jit-events", "jit-sweeper", "jit-policies", "jit-store-writer");

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ManualTime time = new ManualTime();
  private final AnyPackets source = new AnyPackets();
  private final FakePeerConfigSource control = new FakePeerConfigSource();
  private final Snag snag = new Snag();
  private final CapturedLog log = CapturedLog.of(StageWatch.class);
  private final List<Thread> openersBefore = living(List.of("jit-opener"));
  private JitOrchestrator orchestrator;
  private int clients;

  @AfterEach
  void close() {
    snag.close();
    orchestrator.close();
    log.close();
  }

  private JitOrchestratorBuilder builder(PeerConfigSource configs, PeerStore store) {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(configs)
        .store(store)
        .admissionOptions(
            AdmissionOptions.builder()
                .openerThreads(1)
                .perSourceRate(1_000)
                .perSourceBurst(1_000)
                .build())
        // The warm-up has threads with the same names, and they may outlast the start.
        .startOptions(StartOptions.builder().warmUp(Duration.ZERO).build())
        .timeSource(time)
        .scheduler(time);
  }

  private void start(JitOrchestratorBuilder builder) throws Exception {
    orchestrator = builder.build();
    orchestrator.start();
    orchestrator.pauseEviction();
  }

  private void start() throws Exception {
    start(builder(control, store()));
  }

  private InMemoryPeerStore store() {
    return InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build();
  }

  private TestPacket packet() {
    PrivateKey client = PrivateKey.generate(random);
    control.put(client.publicKey(), ++clients);
    byte[] datagram =
        FakeClient.of(client, gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), clients);
    return new TestPacket(datagram, time.nanoTime());
  }

  private JitStatistics.Waits waits() {
    return orchestrator.statistics().waits();
  }

  /**
   * Lets the watchdog look until it has noticed a hang. Between two looks, all other threads come
   * to rest, because by the manual clock no work takes time. No time passes afterwards, because the
   * work that continues then has its own deadlines.
   */
  private void passUntilNoticed() throws Exception {
    Duration look = WatchdogOptions.DEFAULT_PATIENCE.dividedBy(4);
    for (Duration left = LONG; !left.isZero() && !isNoticed(); left = left.minus(look)) {
      time.advance(look);
      Await.until(
          "the others rest",
          () -> living(OTHERS).stream().allMatch(one -> one.getState() == Thread.State.WAITING));
    }
  }

  private boolean isNoticed() {
    return waits().hungCalls() + waits().hungStages() > 0;
  }

  private static List<Thread> living(List<String> names) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> names.stream().anyMatch(thread.getName()::startsWith))
        .toList();
  }

  private List<Thread> ownOpeners() {
    return living(List.of("jit-opener")).stream()
        .filter(thread -> !openersBefore.contains(thread))
        .toList();
  }

  private String errors() {
    return String.join("\n", log.messages(Level.ERROR));
  }

  @Test
  void anOpenerThatHangsIsNamedAndAnotherOpensWhatComes() throws Exception {
    start();
    TestPacket stuck = packet();
    source.deliver(new SnaggedPacket(stuck, "jit-opener-1", snag));
    snag.awaitCaught();
    TestPacket next = source.deliver(packet());
    passUntilNoticed();

    Await.until("another one opens it", () -> next.outcome() == PacketOutcome.INSTALLED);
    assertThat(waits().hangingStages()).isOne();
    assertThat(waits().hungStages()).isOne();
    assertThat(waits().hanging()).as("no call of others'").isZero();
    assertThat(errors()).startsWith("an opener has made no progress for PT1");
    assertThat(log.events().get(0).getThrowableProxy().getMessage()).isEqualTo("in jit-opener-1");

    snag.release();
    Await.until("it is opened late", () -> stuck.outcome() != null);
    Await.until("all is well", () -> waits().hangingStages() == 0);
    assertThat(waits().hungStages()).isOne();
  }

  @Test
  void aReaderOfPacketsThatHangsIsNamed() throws Exception {
    start();
    SnaggedPacket packet = new SnaggedPacket(packet(), "reader-of-test", snag);
    Thread reader = new Thread(() -> source.deliver(packet), "reader-of-test");
    reader.start();
    snag.awaitCaught();
    passUntilNoticed();
    assertThat(waits().hangingStages()).isOne();
    assertThat(errors()).startsWith("the reader of the packet source manual has made no progress");
    assertThat(log.events().get(0).getThrowableProxy().getMessage()).isEqualTo("in reader-of-test");
    snag.release();
    reader.join();
    assertThat(waits().hangingStages()).isZero();
  }

  /** A source that promises to return at once but hangs in its first lookups. */
  private final class Promising implements PeerConfigSource {
    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean hangs = new AtomicBoolean(true);

    @Override
    public CompletionStage<PeerLookup> lookup(PeerQuery query) {
      callers.add(Thread.currentThread());
      if (hangs.getAndSet(false)) {
        snag.hangHere();
      }
      return control.lookup(query);
    }

    @Override
    public boolean returnsAtOnce() {
      return true;
    }

    long openers() {
      return callers.stream().filter(caller -> caller.getName().startsWith("jit-opener")).count();
    }
  }

  @Test
  void aSourceThatPromisesToReturnAtOnceAndHangsKeepsOneLookupOnly() throws Exception {
    Promising promising = new Promising();
    try (CapturedLog moves = CapturedLog.of(ConfigSourceCalls.class)) {
      start(builder(promising, store()));
      TestPacket stuck = source.deliver(packet());
      snag.awaitCaught();
      List<TestPacket> others =
          IntStream.range(0, 20).mapToObj(n -> source.deliver(packet())).toList();
      assertThat(others).extracting(TestPacket::outcome).containsOnlyNulls();
      passUntilNoticed();

      Await.until(
          () ->
              "all others are in, instead of "
                  + others.stream().map(one -> String.valueOf(one.outcome())).toList(),
          () -> others.stream().allMatch(one -> one.outcome() == PacketOutcome.INSTALLED));
      assertThat(stuck.outcome()).as("its client was given up in time").isNotNull();
      assertThat(promising.openers()).as("openers that called it").isOne();
      assertThat(promising.callers).hasSizeGreaterThan(1);
      assertThat(waits().hungCalls()).isOne();
      assertThat(waits().hanging()).isOne();
      assertThat(waits().hangingStages()).as("the call is to blame").isZero();
      assertThat(moves.messages(Level.WARN))
          .singleElement()
          .asString()
          .contains("has not returned from a call", "on separate threads");
      assertThat(ownOpeners()).hasSize(2);

      snag.release();
      Await.until("the call is back", () -> waits().hanging() == 0);
      Await.until("one opener is enough again", () -> ownOpeners().size() == 1);
    }
  }

  /** Delivers packets of every kind. */
  private static final class AnyPackets implements PacketSource {
    private volatile PacketHandler handler;

    <P extends Packet> P deliver(P packet) {
      handler.onPacket(packet);
      return packet;
    }

    @Override
    public String name() {
      return "manual";
    }

    @Override
    public void start(PacketHandler packetHandler) {
      handler = packetHandler;
    }

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      return SourceStatistics.of(0, 0, 0);
    }

    @Override
    public void close() {}
  }

  /** Real threads, of which one gets stuck when it passes work to the sweeps. */
  private StageExecutors stuckOn(String thread) {
    StageThreads real = new StageThreads(1, 100, new StageWatch());
    return new StageExecutors() {
      @Override
      public Executor opener() {
        return real.opener();
      }

      @Override
      public Executor writer() {
        return real.writer();
      }

      @Override
      public Executor sweeper() {
        return task -> {
          if (Thread.currentThread().getName().equals(thread)) {
            snag.hangHere();
          }
          real.sweeper().execute(task);
        };
      }

      @Override
      public int queued() {
        return real.queued();
      }

      @Override
      public void drainOpener(long nanos, Consumer<? super Runnable> left)
          throws InterruptedException {
        real.drainOpener(nanos, left);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  @Test
  void aReaderOfDeviceChangesThatHangsIsNamed() throws Exception {
    Runnable[] change = new Runnable[1];
    HookedStore watching =
        new HookedStore(store()) {
          @Override
          public void watchDevice(Runnable onChange) {
            change[0] = onChange;
          }
        };
    start(builder(control, watching).stageExecutors(stuckOn("device-reader-of-test")));
    Thread reader = new Thread(change[0], "device-reader-of-test");
    reader.start();
    snag.awaitCaught();
    passUntilNoticed();
    assertThat(waits().hangingStages()).isOne();
    assertThat(errors()).startsWith("the reader of device changes has made no progress");
    snag.release();
    reader.join();
    assertThat(waits().hangingStages()).isZero();
  }
}
