package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.options.EventOptions;
import io.jitpeers.testing.Snag;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.ProvisioningStart;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventsTest {
  private final ManualTime time = new ManualTime();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();

  private Deliveries deliveries(int capacity, Executor executor) {
    Deliveries deliveries =
        new Deliveries(
            EventOptions.builder().queueCapacity(capacity).build(),
            CallWatch.alone(time),
            time,
            executor);
    deliveries.add(event -> told.add(((JitEvent.DeviceChanged) event).name()));
    return deliveries;
  }

  private static JitEvent event(String name) {
    return new JitEvent.DeviceChanged(name);
  }

  private void run() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void aHandOverThatFailsOnceLosesNothing() {
    AtomicBoolean fails = new AtomicBoolean(true);
    Deliveries deliveries =
        deliveries(
            10,
            task -> {
              if (fails.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread, on purpose");
              }
              tasks.add(task);
            });
    deliveries.event(event("first"), Instant.EPOCH);
    run();
    assertThat(told).isEmpty();
    deliveries.event(event("second"), Instant.EPOCH);
    run();

    assertThat(told).containsExactly("first", "second");
    assertThat(deliveries.dropped()).isZero();
  }

  @Test
  void eventsAndTimesAreToldInOrderAndTakeNoRoomOfEachOther() {
    Deliveries deliveries = deliveries(2, tasks::add);
    deliveries.add((stage, nanos) -> told.add(stage + " " + nanos));
    for (int i = 1; i <= 3; i++) {
      deliveries.stageTook(Stage.OPEN, i);
      deliveries.event(event("wg" + i), Instant.EPOCH);
    }
    assertThat(deliveries.queued()).isEqualTo(2);
    run();

    assertThat(told).containsExactly("OPEN 1", "wg1", "OPEN 2", "wg2");
    assertThat(deliveries.dropped()).isOne();
    assertThat(deliveries.droppedTimes()).isOne();
    assertThat(tasks).isEmpty();
  }

  @Test
  void timesWakeNobodyUntilTheyAreFlushedOrAnEventFollows() throws Exception {
    Deliveries deliveries =
        new Deliveries(EventOptions.defaults(), CallWatch.alone(time), time, tasks::add);
    deliveries.add((stage, nanos) -> told.add(stage + " " + nanos));
    deliveries.flush();
    deliveries.stageTook(Stage.ADMISSION, 1);
    deliveries.stageTook(Stage.OPEN, 2);
    assertThat(tasks).isEmpty();

    deliveries.flush();
    deliveries.flush();
    assertThat(tasks).hasSize(1);
    run();
    assertThat(told).containsExactly("ADMISSION 1", "OPEN 2");

    deliveries.stageTook(Stage.LOOKUP, 3);
    deliveries.event(event("nobody listens"), Instant.EPOCH);
    assertThat(tasks).hasSize(1);
    run();
    deliveries.stageTook(Stage.INSTALL, 4);
    assertThat(deliveries.close(0)).isFalse();
    run();
    assertThat(told).endsWith("LOOKUP 3", "INSTALL 4");
    assertThat(deliveries.close(0)).isTrue();
  }

  @Test
  void anObserverGetsTheTimesOfAPacketInOneWatchedCall() {
    ClockReadings clock = new ClockReadings(time, new AtomicInteger());
    Deliveries deliveries =
        new Deliveries(EventOptions.defaults(), CallWatch.alone(clock), clock, tasks::add);
    deliveries.add(
        (stage, nanos) -> {
          told.add("first " + nanos);
          if (nanos == 2) {
            throw new IllegalStateException("on purpose");
          }
        });
    deliveries.add((stage, nanos) -> told.add("second " + nanos));
    for (int i = 1; i <= 3; i++) {
      deliveries.stageTook(Stage.OPEN, i);
    }
    deliveries.flush();
    clock.readings().set(0);
    run();

    assertThat(told)
        .containsExactly("first 1", "first 2", "first 3", "second 1", "second 2", "second 3");
    assertThat(deliveries.failures()).isOne();
    assertThat(clock.readings()).as("two for each observer, one for the log").hasValue(5);
  }

  @Test
  void whoIsAddedBetweenTwoTimesGetsTheSecond() {
    Deliveries deliveries =
        new Deliveries(EventOptions.defaults(), CallWatch.alone(time), time, tasks::add);
    deliveries.add((stage, nanos) -> told.add("first " + nanos));
    deliveries.stageTook(Stage.OPEN, 1);
    deliveries.add((stage, nanos) -> told.add("second " + nanos));
    deliveries.stageTook(Stage.OPEN, 2);
    deliveries.flush();
    run();

    assertThat(told).containsExactly("first 1", "first 2", "second 2");
  }

  /** Counts the readings of the monotonic clock. */
  private record ClockReadings(ManualTime time, AtomicInteger readings) implements TimeSource {
    @Override
    public long nanoTime() {
      readings.incrementAndGet();
      return time.nanoTime();
    }

    @Override
    public Instant wallTime() {
      return time.wallTime();
    }
  }

  @Test
  void aClockThatFailsEndsNoStage() {
    AtomicBoolean fails = new AtomicBoolean();
    Events events =
        new Events(
            EventOptions.builder().inline(true).build(),
            CallWatch.alone(time),
            new BrokenClock(time, fails));
    long before = events.nanoTime();
    time.advance(Duration.ofSeconds(1));
    fails.set(true);

    assertThat(events.nanoTime()).isEqualTo(before);
    assertThat(events.failures()).isOne();
    fails.set(false);
    assertThat(events.nanoTime()).isEqualTo(time.nanoTime());
  }

  /** A clock whose monotonic readings fail on demand. */
  private record BrokenClock(ManualTime time, AtomicBoolean fails) implements TimeSource {
    @Override
    public long nanoTime() {
      if (fails.get()) {
        throw new IllegalStateException("no clock, on purpose");
      }
      return time.nanoTime();
    }

    @Override
    public Instant wallTime() {
      return time.wallTime();
    }
  }

  @Test
  void oneThatThrowsDoesNotKeepTheOthersFromBeingTold() {
    Deliveries deliveries = deliveries(10, tasks::add);
    deliveries.add(
        (JitEvent unused) -> {
          throw new NoClassDefFoundError("on purpose");
        });
    deliveries.add((JitEvent unused) -> told.add("the last"));
    deliveries.event(event("wg0"), Instant.EPOCH);
    run();

    assertThat(told).containsExactly("wg0", "the last");
    assertThat(deliveries.failures()).isOne();
  }

  @Test
  void whoIsAddedIsToldWhatHappensFromThenOn() {
    Deliveries deliveries = deliveries(10, tasks::add);
    deliveries.event(event("wg0"), Instant.EPOCH);
    deliveries.add((JitEvent unused) -> told.add("late"));
    deliveries.event(event("wg1"), Instant.EPOCH);
    run();

    assertThat(told).containsExactly("wg0", "wg1", "late");
  }

  @Test
  void nothingIsTakenAfterClosing() throws Exception {
    Deliveries deliveries = deliveries(10, tasks::add);
    deliveries.event(event("wg0"), Instant.EPOCH);
    assertThat(deliveries.close(0)).isFalse();
    deliveries.event(event("wg1"), Instant.EPOCH);
    run();

    assertThat(told).containsExactly("wg0");
    assertThat(deliveries.dropped()).isOne();
  }

  @Test
  void closingFromAListenerDoesNotWaitForIt() {
    Deliveries deliveries = deliveries(10, tasks::add);
    deliveries.add(
        (JitEvent unused) -> {
          try {
            told.add("closed " + deliveries.close(Long.MAX_VALUE));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    deliveries.event(event("wg0"), Instant.EPOCH);
    deliveries.event(event("wg1"), Instant.EPOCH);
    run();

    assertThat(told).containsExactly("wg0", "closed true", "wg1", "closed true");
  }

  @Test
  void closingFromAListenerDoesNotWaitForATracerThatHangs() throws Exception {
    EventOptions patient = EventOptions.builder().closeDeadline(Duration.ofHours(1)).build();
    Events events = new Events(patient, CallWatch.alone(time), time);
    CountDownLatch closed = new CountDownLatch(1);
    try (Snag snag = new Snag()) {
      events
          .tracers()
          .add(
              start -> {
                snag.hangHere();
                return null;
              });
      events.addListener(
          event -> {
            events.close();
            closed.countDown();
          });
      events
          .tracers()
          .begin(true)
          .begin(
              new ProvisioningStart(
                  PrivateKey.generate(new SecureRandom()).publicKey(),
                  ProvisioningStart.Trigger.WAKE_UP,
                  false,
                  Map.of(),
                  Duration.ZERO));
      snag.awaitCaught();
      events.publish(event("wg0"));

      assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void partsOfTheLibraryAreToldFirst() {
    Events events = new Events();
    events.addListener(event -> told.add("listener"));
    events.subscribe(event -> told.add("part"));
    events.publish(event("wg0"));

    assertThat(told).containsExactly("part", "listener");
  }
}
