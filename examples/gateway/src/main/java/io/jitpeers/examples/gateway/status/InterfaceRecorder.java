package io.jitpeers.examples.gateway.status;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Records the recent history of one interface in bounded memory: about 400 kB, whatever the
 * traffic. Thread-safe.
 */
final class InterfaceRecorder implements JitListener {
  /** How often {@link #sample} should be called. */
  static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);

  private static final int EVENTS = 50;
  private static final Duration RATE_WINDOW = Duration.ofMinutes(1);
  private static final int AN_HOUR_OF_SAMPLES = 720;
  private static final int A_DAY_OF_MINUTES = 1440;

  private final String name;
  private final JitOrchestrator orchestrator;
  private final TimeSource time;
  private final LongAdder installed = new LongAdder();
  private final StageLatencies latencies = new StageLatencies();
  private final IntervalSeries lastHour = new IntervalSeries(SAMPLE_EVERY, AN_HOUR_OF_SAMPLES);
  private final IntervalSeries lastDay =
      new IntervalSeries(Duration.ofMinutes(1), A_DAY_OF_MINUTES);
  private final Ring<Totals> lastMinute =
      new Ring<>((int) (RATE_WINDOW.toNanos() / SAMPLE_EVERY.toNanos()));
  private final Ring<Evicted> evictions = new Ring<>(EVENTS);
  private final Ring<Refused> refusals = new Ring<>(EVENTS);
  private final Ring<ClockBehind> clocksBehind = new Ring<>(EVENTS);
  private volatile @Nullable Swept lastSweep;

  /** A peer that was evicted. */
  record Evicted(Instant at, PublicKey key, String cause) {}

  /** An initiator that was not provisioned. */
  record Refused(Instant at, PublicKey key, Outcome outcome, String reason) {}

  /** A client whose clock is behind the newest accepted timestamp of its key. */
  record ClockBehind(Instant at, PublicKey key, Tai64n newest, Tai64n seen) {}

  /** A sweep that ended. */
  record Swept(Instant at, SweepReport report) {}

  /** Creates a recorder, which records nothing until {@link #watch} is called. */
  InterfaceRecorder(String name, JitOrchestrator orchestrator, TimeSource time) {
    this.name = name;
    this.orchestrator = orchestrator;
    this.time = time;
  }

  /** Begins to record. Earlier events are not recorded. */
  void watch() {
    orchestrator.addListener(this);
    orchestrator.addStageObserver(latencies);
    sample();
  }

  @Override
  public void onEvent(JitEvent event) {
    onEvent(event, time.wallTime());
  }

  @Override
  public void onEvent(JitEvent event, Instant at) {
    if (event instanceof JitEvent.PeerInstalled) {
      installed.increment();
    } else if (event instanceof JitEvent.PeerEvicted evicted) {
      evictions.add(new Evicted(at, evicted.key(), evicted.label()));
    } else if (event instanceof JitEvent.PeerRefused refused) {
      refusals.add(new Refused(at, refused.key(), refused.outcome(), refused.reason()));
    } else if (event instanceof JitEvent.PeerClockBehind behind) {
      clocksBehind.add(new ClockBehind(at, behind.key(), behind.remembered(), behind.seen()));
    } else if (event instanceof JitEvent.SweepCompleted completed) {
      lastSweep = new Swept(at, completed.report());
    }
  }

  /** Records the counters. Called every {@link #SAMPLE_EVERY}. */
  void sample() {
    Totals now = totals(orchestrator.statistics());
    latencies.sample(now.nanos());
    lastMinute.add(now);
    lastHour.offer(now);
    lastDay.offer(now);
  }

  /** Returns the counters as of now. */
  Totals totals(JitStatistics statistics) {
    return new Totals(
        time.nanoTime(),
        time.wallTime().toEpochMilli(),
        statistics.resident(),
        statistics.pending(),
        statistics.received(),
        statistics.lookups().asked(),
        installed.sum(),
        sum(statistics.evictions().values()),
        sum(statistics.sources().values().stream().map(SourceStatistics::droppedByKernel).toList()),
        latencies.sinceStart(Stage.FIRST_PACKET));
  }

  private static long sum(Iterable<Long> numbers) {
    long sum = 0;
    for (long number : numbers) {
      sum += number;
    }
    return sum;
  }

  String name() {
    return name;
  }

  JitOrchestrator orchestrator() {
    return orchestrator;
  }

  StageLatencies latencies() {
    return latencies;
  }

  /** Returns the points of the last hour, one for each 5 s. */
  IntervalSeries lastHour() {
    return lastHour;
  }

  /** Returns the series for the last day, with one point per minute. */
  IntervalSeries lastDay() {
    return lastDay;
  }

  /**
   * Returns the counters of about a minute ago. If the recorder started later, returns its first
   * counters; null before the first sample.
   */
  @Nullable Totals aMinuteAgo() {
    return lastMinute.oldest();
  }

  /** Returns the last evictions, the newest first. */
  Iterable<Evicted> evictions() {
    return evictions.newestFirst();
  }

  /** Returns the last refusals, the newest first. */
  Iterable<Refused> refusals() {
    return refusals.newestFirst();
  }

  /** Returns the last clients whose clocks are behind, the newest first. */
  Iterable<ClockBehind> clocksBehind() {
    return clocksBehind.newestFirst();
  }

  /** Returns the last completed sweep, dry runs included; null if there was none. */
  @Nullable Swept lastSweep() {
    return lastSweep;
  }
}
