package io.jitpeers.internal.opening;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.EarlierStages;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.Allocation;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever the executor does with a packet, it is completed once. */
class OpenStageTest {
  private final SecureRandom random = new SecureRandom();
  private final ManualTime time = new ManualTime();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final Events events = new Events();
  private final Completions completions = new Completions();
  private final InMemoryPeerStore store =
      InMemoryPeerStore.builder().privateKey(gateway).timeSource(time).build();
  private final CurrentDevice device =
      new CurrentDevice(store, new HotSet(time), events, KeyAgreement25519.bouncyCastle());
  private final Deque<Runnable> queue = new ArrayDeque<>();
  private final List<PublicKey> opened = new ArrayList<>();
  private final Map<Stage, Long> times = new EnumMap<>(Stage.class);

  @BeforeEach
  void start() throws Exception {
    device.start();
    events.addObserver(times::put);
  }

  @Test
  void aFullQueueGivesUpAStranger() {
    OpenStage stage = stage(this::addIfEmpty);
    TestPacket known = submit(stage, true);

    TestPacket stranger = submit(stage, false);

    assertThat(known.outcome()).isNull();
    assertThat(stranger.outcome()).isEqualTo(Outcome.QUEUE_FULL.packetOutcome());
    assertThat(completions.counts()).containsEntry(Outcome.QUEUE_FULL, 1L);
    queue.remove().run();
    assertThat(known.outcome()).isEqualTo(Outcome.INSTALLED.packetOutcome());
  }

  private void addIfEmpty(Runnable task) {
    if (!queue.isEmpty()) {
      throw new RejectedExecutionException("full");
    }
    queue.add(task);
  }

  @Test
  void aPacketForWhichNoThreadCanBeStartedIsCompleted() {
    OpenStage stage =
        stage(
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });

    TestPacket packet = submit(stage, true);

    assertThat(packet.outcome()).isEqualTo(Outcome.INTERNAL_ERROR.packetOutcome());
    assertThat(completions.counts()).containsEntry(Outcome.INTERNAL_ERROR, 1L);
  }

  @Test
  void whatTheExecutorDidNotComeToIsClosed() {
    OpenStage stage = stage(queue::add);
    TestPacket packet = submit(stage, false);

    stage.abandon(() -> {});
    assertThat(packet.outcome()).as("a task of another stage").isNull();
    stage.abandon(queue.remove());

    assertThat(packet.outcome()).isEqualTo(Outcome.CLOSED.packetOutcome());
    assertThat(completions.counts()).containsEntry(Outcome.CLOSED, 1L);
  }

  @Test
  void aTaskThatFindsNoPacketDoesNothing() {
    OpenStage stage = stage(queue::add);
    submit(stage, false);
    Runnable task = queue.remove();
    stage.abandon(task);

    task.run();

    assertThat(opened).isEmpty();
    assertThat(completions.counts().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(1);
  }

  @Test
  void aPacketAtWhichTheNextStageFailsIsCompleted() {
    OpenStage stage =
        new OpenStage(
            device,
            completions,
            events,
            time,
            Runnable::run,
            (admitted, initiation) -> {
              throw new IllegalStateException("no next stage");
            });

    TestPacket packet = submit(stage, false);

    assertThat(packet.outcome()).isEqualTo(Outcome.INTERNAL_ERROR.packetOutcome());
    assertThat(completions.counts()).containsEntry(Outcome.INTERNAL_ERROR, 1L);
  }

  @Test
  void observersLearnHowLongAPacketWaited() {
    OpenStage stage = stage(queue::add);
    submit(stage, false);
    time.advance(Duration.ofMillis(7));

    queue.remove().run();

    assertThat(times)
        .containsEntry(Stage.ADMISSION, Duration.ofMillis(7).toNanos())
        .containsEntry(Stage.OPEN, 0L);
  }

  @Test
  void aTracedPacketKeepsTheTimesOfItsOpening() {
    OpenStage stage = stage(queue::add);
    long captured = time.nanoTime();
    time.advance(Duration.ofMillis(2));
    EarlierStages earlier = new EarlierStages(time.nanoTime());
    TestPacket packet = new TestPacket(message(client()), captured);
    stage.submit(
        new Demand.Initiation(packet, new ManualPacketSource(), null, null, earlier), false);
    time.advance(Duration.ofMillis(7));

    queue.remove().run();

    assertThat(earlier.stages(captured))
        .containsEntry(Stage.CAPTURE, Duration.ofMillis(2))
        .containsEntry(Stage.ADMISSION, Duration.ofMillis(9));
  }

  @Test
  void aClientThatHasTheGatewaysOwnKeyIsRefused() {
    assertRefused(FakeClient.of(gateway, gateway.publicKey(), random), Outcome.OWN_KEY);
  }

  @Test
  void anImpostorIsRefused() {
    PublicKey victim = PrivateKey.generate(random).publicKey();
    assertRefused(FakeClient.impostor(victim, gateway.publicKey(), random), Outcome.BAD_TIMESTAMP);
  }

  private void assertRefused(FakeClient client, Outcome outcome) {
    TestPacket packet = new TestPacket(message(client), time.nanoTime());

    stage(Runnable::run).submit(new Demand.Initiation(packet, new ManualPacketSource()), false);

    assertThat(packet.outcome()).isEqualTo(outcome.packetOutcome());
    assertThat(completions.counts()).containsEntry(outcome, 1L);
    assertThat(opened).isEmpty();
  }

  private OpenStage stage(Executor executor) {
    return new OpenStage(
        device,
        completions,
        events,
        time,
        executor,
        (admitted, initiation) -> {
          opened.add(initiation.initiator());
          completions.complete(admitted.packet(), Outcome.INSTALLED);
        });
  }

  private TestPacket submit(OpenStage stage, boolean first) {
    Demand.Initiation made = initiation();
    stage.submit(made, first);
    return (TestPacket) made.packet();
  }

  private Demand.Initiation initiation() {
    return new Demand.Initiation(
        new TestPacket(message(client()), time.nanoTime()), new ManualPacketSource());
  }

  private FakeClient client() {
    return FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
  }

  private byte[] message(FakeClient client) {
    return client.initiation(Tai64n.of(time.wallTime()), 1);
  }

  /** A packet that may be completed any number of times. */
  private static final class ReusedPacket implements Packet {
    private static final InetSocketAddress SOMEWHERE = new InetSocketAddress("192.0.2.1", 51820);
    long capturedAt;
    int completed;

    @Override
    public InetSocketAddress source() {
      return SOMEWHERE;
    }

    @Override
    public InetSocketAddress destination() {
      return SOMEWHERE;
    }

    @Override
    public ByteBuffer payload() {
      throw new AssertionError("it is not opened");
    }

    @Override
    public long captureNanos() {
      return capturedAt;
    }

    @Override
    public Packet retain() {
      return this;
    }

    @Override
    public void complete(PacketOutcome outcome) {
      if (outcome == Outcome.QUEUE_FULL.packetOutcome()) {
        completed++;
      }
    }
  }

  /** An executor whose queue is full. */
  private static Executor full() {
    RejectedExecutionException refusal = new RejectedExecutionException("full");
    return task -> {
      throw refusal;
    };
  }

  @Test
  void aFullQueueIsLoggedOnceAMinuteHoweverMuchIsDropped() {
    OpenStage stage = stage(full());
    ReusedPacket packet = new ReusedPacket();
    Demand.Initiation dropped = new Demand.Initiation(packet, new ManualPacketSource());
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      for (int i = 0; i < 150_000; i++) {
        packet.capturedAt = time.nanoTime();
        stage.submit(dropped, false);
        time.advance(Duration.ofMillis(1));
      }
      assertThat(log.messages(Level.WARN)).hasSize(3);
      assertThat(log.messages(Level.WARN).get(1))
          .startsWith("initiations arrive faster than they are opened")
          .contains("admission.opener-threads", "admission.queue-capacity", "60001 so far");
    }
  }

  @Test
  void aPacketThatComesAfterTheExecutorWasShutDownIsClosedAndNotLogged() {
    OpenStage stage = stage(full());
    stage.closing();
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      TestPacket late = submit(stage, false);
      assertThat(late.outcome()).isEqualTo(Outcome.CLOSED.packetOutcome());
      assertThat(completions.counts())
          .containsEntry(Outcome.CLOSED, 1L)
          .containsEntry(Outcome.QUEUE_FULL, 0L);
      assertThat(log.events()).isEmpty();
    }
  }

  @Test
  void aDropAllocatesNothingAndReadsNoClock() {
    AtomicLong readings = new AtomicLong();
    TimeSource counted =
        new TimeSource() {
          @Override
          public long nanoTime() {
            readings.incrementAndGet();
            return time.nanoTime();
          }

          @Override
          public Instant wallTime() {
            return time.wallTime();
          }
        };
    OpenStage stage =
        new OpenStage(device, completions, events, counted, full(), (admitted, opened) -> {});
    ReusedPacket packet = new ReusedPacket();
    packet.capturedAt = time.nanoTime();
    Demand.Initiation dropped = new Demand.Initiation(packet, new ManualPacketSource());
    try (CapturedLog log = CapturedLog.of(OpenStage.class)) {
      AtomicInteger submitted = new AtomicInteger();
      Runnable drops =
          () -> {
            for (int i = 0; i < 100_000; i++) {
              submitted.incrementAndGet();
              stage.submit(dropped, false);
            }
          };
      drops.run();
      long before = readings.get();
      assertThat(Allocation.least(drops, 100_000)).isLessThan(100_000);
      assertThat(readings).hasValue(before);
      assertThat(packet.completed).isEqualTo(submitted.get());
      assertThat(log.messages(Level.WARN)).hasSize(1);
    }
  }
}
