package io.jitpeers.internal.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testkit.ManualPacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
  private final CurrentDevice device = new CurrentDevice(store, new HotSet(time), events);
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
    byte[] message =
        FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random)
            .initiation(Tai64n.of(time.wallTime()), 1);
    return new Demand.Initiation(
        new TestPacket(message, time.nanoTime()), new ManualPacketSource());
  }
}
