package io.jitpeers.micrometer;

import com.google.common.base.Suppliers;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.JitStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Publishes an orchestrator's metrics. No meter has a key, an address or anything else that an
 * attacker chooses as a tag, so the number of meters is fixed.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>kind</th><th>tags</th></tr>
 *   <tr><td>jit.packets.received</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.packets</td><td>counter</td><td>outcome</td></tr>
 *   <tr><td>jit.first.packets</td><td>counter</td><td>strategy: replay, initiate-back, wait</td></tr>
 *   <tr><td>jit.stage</td><td>timer</td><td>stage: admission, open, lookup, install, first.packet</td></tr>
 *   <tr><td>jit.peers.resident, jit.peers.pending, jit.queue.size</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.cache.size</td><td>gauge</td><td>cache: found, not.found, replay</td></tr>
 *   <tr><td>jit.cache.hits</td><td>counter</td><td>cache: found, not.found, stale, not.modified</td></tr>
 *   <tr><td>jit.lookups</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.lookups.in.flight, jit.lookups.waiting</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.control.plane.reachable</td><td>gauge, 0 or 1</td><td></td></tr>
 *   <tr><td>jit.evictions</td><td>counter</td><td>cause</td></tr>
 *   <tr><td>jit.traffic.bytes</td><td>counter</td><td>direction: rx, tx</td></tr>
 *   <tr><td>jit.revalidations</td><td>counter</td><td>result: asked, not.modified, changed, revoked,
 *       refused, held, failed</td></tr>
 *   <tr><td>jit.revalidation.overdue</td><td>gauge, seconds</td><td></td></tr>
 *   <tr><td>jit.revalidation.brake</td><td>gauge, 0 or 1</td><td></td></tr>
 *   <tr><td>jit.revalidation.held, jit.revalidation.refused</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.journal.failures, jit.journal.dropped</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.hints</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.wakeups</td><td>counter</td><td>outcome</td></tr>
 *   <tr><td>jit.wakeups.remembered</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.sweeps, jit.sweeps.failed, jit.peers.lost</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.peers.adopted</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.store.failures, jit.peers.installed.again</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.store.initiation.failures</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.events.dropped, jit.stage.times.dropped, jit.calls.slow, jit.calls.hung,
 *       jit.stages.hung</td><td>counter</td></tr>
 *   <tr><td>jit.events.queued, jit.calls.hanging, jit.stages.hanging</td><td>gauge</td></tr>
 *   <tr><td>jit.replay.forgotten, jit.device.changes, jit.listener.failures</td><td>counter</td>
 *       <td></td></tr>
 *   <tr><td>jit.replay.store.behind</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.replay.store.oldest</td><td>gauge, seconds</td><td></td></tr>
 *   <tr><td>jit.replay.store.healthy</td><td>gauge, 0 or 1</td><td></td></tr>
 *   <tr><td>jit.replay.store.written, jit.replay.store.failures, jit.replay.store.damages</td>
 *       <td>counter</td><td></td></tr>
 *   <tr><td>jit.clocks.behind, jit.timestamp.resets</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.source.packets</td><td>counter</td><td>source; result: received, dropped.kernel,
 *       dropped.source</td></tr>
 * </table>
 *
 * <p>Bind it once to a registry: each binding observes the stages, so after a second one every time
 * would be recorded twice. Orchestrators that share a registry need {@linkplain
 * #JitMetrics(JitOrchestrator, Iterable) tags of their own}, or the registry takes the meters of
 * the second for those of the first.
 *
 * <p>Thread-safe. Statistics are read at most once a second, however many meters are scraped.
 */
// Not required transitively: who does not use this package needs no Micrometer, also to compile.
@SuppressWarnings("exports")
public final class JitMetrics implements MeterBinder {
  private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final double MILLIS_PER_SECOND = 1000;

  private final JitOrchestrator orchestrator;
  private final Tags commonTags;
  private final Supplier<JitStatistics> statistics;

  /**
   * Creates a binder, which does nothing until it is bound.
   *
   * @param orchestrator whose metrics to publish
   */
  public JitMetrics(JitOrchestrator orchestrator) {
    this(orchestrator, Tags.empty());
  }

  /**
   * Creates a binder whose meters have further tags, which does nothing until it is bound.
   *
   * @param orchestrator whose metrics to publish
   * @param commonTags on every meter, such as the device's name; not a key of any meter's own
   */
  public JitMetrics(JitOrchestrator orchestrator, Iterable<Tag> commonTags) {
    this(
        orchestrator,
        commonTags,
        Suppliers.memoizeWithExpiration(orchestrator::statistics, READ_AT_MOST_EVERY));
  }

  JitMetrics(
      JitOrchestrator orchestrator, Iterable<Tag> commonTags, Supplier<JitStatistics> statistics) {
    this.orchestrator = orchestrator;
    this.commonTags = Tags.of(commonTags);
    this.statistics = statistics;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    bindPackets(registry);
    bindLookups(registry);
    bindPeers(registry);
    bindRevalidations(registry);
    bindTroubles(registry);
    bindReplayStore(registry);
    orchestrator.statistics().sources().keySet().forEach(source -> bindSource(registry, source));
    bindStages(registry);
  }

  private void bindPackets(MeterRegistry registry) {
    counter(registry, "jit.packets.received", JitStatistics::received);
    for (Outcome outcome : Outcome.values()) {
      counter(registry, "jit.packets", s -> s.count(outcome), "outcome", outcome.label());
    }
    for (FirstPacketStrategy strategy : FirstPacketStrategy.values()) {
      counter(registry, "jit.first.packets", s -> s.count(strategy), "strategy", strategy.label());
    }
    gauge(registry, "jit.queue.size", JitStatistics::queued);
  }

  private void bindLookups(MeterRegistry registry) {
    counter(registry, "jit.lookups", s -> s.lookups().asked());
    gauge(registry, "jit.lookups.in.flight", s -> s.lookups().inFlight());
    gauge(registry, "jit.lookups.waiting", s -> s.lookups().waiting());
    gauge(registry, "jit.control.plane.reachable", s -> s.lookups().reachable() ? 1 : 0);
    counter(registry, "jit.cache.hits", s -> s.lookups().positiveCacheHits(), "cache", "found");
    counter(registry, "jit.cache.hits", s -> s.lookups().negativeCacheHits(), "cache", "not.found");
    counter(registry, "jit.cache.hits", s -> s.lookups().staleUsed(), "cache", "stale");
    counter(registry, "jit.cache.hits", s -> s.lookups().notModified(), "cache", "not.modified");
    counter(registry, "jit.cache.hits", s -> s.lookups().refusalsUsed(), "cache", "refusal");
    counter(registry, "jit.lookups.postponed", s -> s.lookups().postponed());
    gauge(registry, "jit.lookups.pace", s -> s.lookups().pace());
    gauge(registry, "jit.cache.size", s -> s.lookups().positiveCacheSize(), "cache", "found");
    gauge(registry, "jit.cache.size", s -> s.lookups().negativeCacheSize(), "cache", "not.found");
    gauge(registry, "jit.cache.size", JitStatistics::replayMemorySize, "cache", "replay");
  }

  private void bindPeers(MeterRegistry registry) {
    gauge(registry, "jit.peers.resident", JitStatistics::resident);
    gauge(registry, "jit.peers.pending", JitStatistics::pending);
    for (EvictionCause cause : EvictionCause.values()) {
      String label = cause.name().toLowerCase(Locale.ROOT);
      counter(registry, "jit.evictions", s -> s.count(cause), "cause", label);
    }
    counter(registry, "jit.traffic.bytes", s -> s.traffic().rxBytes(), "direction", "rx");
    counter(registry, "jit.traffic.bytes", s -> s.traffic().txBytes(), "direction", "tx");
    for (WakeUpOutcome outcome : WakeUpOutcome.values()) {
      counter(registry, "jit.wakeups", s -> s.count(outcome), "outcome", outcome.label());
    }
    gauge(registry, "jit.wakeups.remembered", s -> s.wakeUps().remembered());
    counter(registry, "jit.sweeps", s -> s.sweeps().completed());
    counter(registry, "jit.sweeps.failed", s -> s.sweeps().failed());
    counter(registry, "jit.peers.lost", JitStatistics::lost);
    counter(registry, "jit.peers.adopted", s -> s.sweeps().adopted());
    counter(registry, "jit.peers.installed.again", s -> s.store().installedAgain());
  }

  private void bindRevalidations(MeterRegistry registry) {
    String name = "jit.revalidations";
    counter(registry, name, s -> s.revalidations().asked(), "result", "asked");
    counter(registry, name, s -> s.revalidations().notModified(), "result", "not.modified");
    counter(registry, name, s -> s.revalidations().changed(), "result", "changed");
    counter(registry, name, s -> s.revalidations().revoked(), "result", "revoked");
    counter(registry, name, s -> s.revalidations().refused(), "result", "refused");
    counter(registry, name, s -> s.revalidations().held(), "result", "held");
    counter(registry, name, s -> s.revalidations().failed(), "result", "failed");
    gauge(
        registry,
        "jit.revalidation.overdue",
        s -> s.revalidations().mostOverdue().toMillis() / MILLIS_PER_SECOND);
    gauge(registry, "jit.revalidation.brake", s -> s.revalidations().brakeEngaged() ? 1 : 0);
    gauge(registry, "jit.revalidation.held", s -> s.revalidations().heldNow());
    gauge(registry, "jit.revalidation.refused", s -> s.revalidations().refusedNow());
    counter(registry, "jit.hints", s -> s.revalidations().hints());
  }

  private void bindTroubles(MeterRegistry registry) {
    counter(registry, "jit.store.failures", s -> s.store().failures());
    counter(registry, "jit.store.initiation.failures", s -> s.store().failedInitiations());
    counter(registry, "jit.journal.failures", s -> s.journal().failures());
    counter(registry, "jit.journal.dropped", s -> s.journal().dropped());
    counter(registry, "jit.replay.forgotten", JitStatistics::replayMemoryForgotten);
    counter(registry, "jit.clocks.behind", s -> s.clocks().behind());
    counter(registry, "jit.timestamp.resets", s -> s.clocks().resets());
    counter(registry, "jit.device.changes", JitStatistics::deviceChanges);
    counter(registry, "jit.listener.failures", JitStatistics::listenerFailures);
    counter(registry, "jit.events.dropped", s -> s.waits().droppedEvents());
    counter(registry, "jit.stage.times.dropped", s -> s.waits().droppedStageTimes());
    gauge(registry, "jit.events.queued", s -> s.waits().queuedEvents());
    counter(registry, "jit.calls.slow", s -> s.waits().slowCalls());
    counter(registry, "jit.calls.hung", s -> s.waits().hungCalls());
    gauge(registry, "jit.calls.hanging", s -> s.waits().hanging());
    counter(registry, "jit.stages.hung", s -> s.waits().hungStages());
    gauge(registry, "jit.stages.hanging", s -> s.waits().hangingStages());
  }

  private void bindReplayStore(MeterRegistry registry) {
    gauge(registry, "jit.replay.store.behind", s -> s.replayStore().behind());
    gauge(
        registry,
        "jit.replay.store.oldest",
        s -> s.replayStore().oldestBehind().toMillis() / MILLIS_PER_SECOND);
    gauge(registry, "jit.replay.store.healthy", s -> s.replayStore().healthy() ? 1 : 0);
    counter(registry, "jit.replay.store.written", s -> s.replayStore().written());
    counter(registry, "jit.replay.store.failures", s -> s.replayStore().failures());
    counter(registry, "jit.replay.store.damages", s -> s.replayStore().damages());
  }

  private void bindSource(MeterRegistry registry, String name) {
    bindSource(registry, name, "received", SourceStatistics::received);
    bindSource(registry, name, "dropped.kernel", SourceStatistics::droppedByKernel);
    bindSource(registry, name, "dropped.source", SourceStatistics::droppedBySource);
  }

  private void bindSource(
      MeterRegistry registry,
      String name,
      String result,
      ToDoubleFunction<SourceStatistics> value) {
    counter(
        registry,
        "jit.source.packets",
        s -> value.applyAsDouble(Objects.requireNonNull(s.sources().get(name))),
        "source",
        name,
        "result",
        result);
  }

  private void bindStages(MeterRegistry registry) {
    Map<Stage, Timer> timers = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      Tags tags = commonTags.and("stage", stage.label());
      timers.put(stage, Timer.builder("jit.stage").tags(tags).register(registry));
    }
    orchestrator.addStageObserver(
        (stage, nanos) ->
            Objects.requireNonNull(timers.get(stage)).record(nanos, TimeUnit.NANOSECONDS));
  }

  private void counter(
      MeterRegistry registry, String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    FunctionCounter.builder(name, statistics, s -> value.applyAsDouble(s.get()))
        .tags(commonTags.and(tags))
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, ToDoubleFunction<JitStatistics> value, String... tags) {
    Gauge.builder(name, statistics, s -> value.applyAsDouble(s.get()))
        .tags(commonTags.and(tags))
        // The registry holds what it measures weakly; the binder may be forgotten after binding.
        .strongReference(true)
        .register(registry);
  }
}
