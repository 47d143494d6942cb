package io.jitpeers.micrometer;

import com.google.common.base.Suppliers;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitStatistics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Publishes an orchestrator's metrics. No tag is a key, an address or anything else that an
 * attacker can choose, so the number of meters is bounded.
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>kind</th><th>tags</th></tr>
 *   <tr><td>jit.packets.received</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.packets</td><td>counter</td><td>outcome</td></tr>
 *   <tr><td>jit.first.packets</td><td>counter</td><td>strategy: replay, initiate-back, wait</td></tr>
 *   <tr><td>jit.stage</td><td>timer</td><td>stage: capture, admission, open, lookup, install, store, return, first.packet</td></tr>
 *   <tr><td>jit.peers.resident, jit.peers.connected, jit.peers.pending, jit.queue.size</td>
 *       <td>gauge</td><td></td></tr>
 *   <tr><td>jit.cache.size</td><td>gauge</td><td>cache: found, not.found, replay</td></tr>
 *   <tr><td>jit.cache.hits</td><td>counter</td><td>cache: found, not.found, stale, not.modified,
 *       refusal</td></tr>
 *   <tr><td>jit.lookups, jit.lookups.postponed</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.lookups.in.flight, jit.lookups.waiting</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.lookups.pace</td><td>gauge, per second; 0 without a limit</td><td></td></tr>
 *   <tr><td>jit.control.plane.reachable</td><td>gauge, 0 or 1; 1 until the first lookup ends</td>
 *       <td></td></tr>
 *   <tr><td>jit.control.plane</td><td>gauge, 1 for the current state, else 0</td><td>state:
 *       not_asked, reachable, unreachable</td></tr>
 *   <tr><td>jit.config.source.events</td><td>counter</td><td>event: the source's own names</td></tr>
 *   <tr><td>jit.config.source.size</td><td>gauge</td><td>name: the source's own names</td></tr>
 *   <tr><td>jit.config.source.state</td><td>gauge, 1 for the current state, else 0</td><td>part
 *       and state: the source's own names, such as part=breaker and state=open</td></tr>
 *   <tr><td>jit.evictions</td><td>counter</td><td>cause</td></tr>
 *   <tr><td>jit.evictions.policy</td><td>counter</td><td>label: at most 32 labels of policies, and
 *       other for all further labels</td></tr>
 *   <tr><td>jit.health</td><td>gauge, 1 for the current state, else 0</td><td>state: up,
 *       degraded, down</td></tr>
 *   <tr><td>jit.health.problem</td><td>gauge, 0 or 1</td><td>reason</td></tr>
 *   <tr><td>jit.statistics.timestamp</td><td>gauge, the time at which the numbers were
 *       read, in seconds since 1970</td><td></td></tr>
 *   <tr><td>jit.x25519</td><td>gauge, 1</td><td>implementation: for example bouncy-castle</td></tr>
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
 *   <tr><td>jit.recoveries</td><td>counter</td><td>outcome</td></tr>
 *   <tr><td>jit.sweeps, jit.sweeps.failed, jit.peers.lost</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.peers.adopted</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.store.failures, jit.peers.installed.again</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.store.initiation.failures</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.events.dropped, jit.stage.times.dropped, jit.traces.dropped, jit.calls.slow,
 *       jit.calls.hung, jit.stages.hung</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.events.queued, jit.calls.hanging, jit.stages.hanging</td><td>gauge</td>
 *       <td></td></tr>
 *   <tr><td>jit.replay.forgotten, jit.device.changes, jit.listener.failures</td><td>counter</td>
 *       <td></td></tr>
 *   <tr><td>jit.replay.store.behind</td><td>gauge</td><td></td></tr>
 *   <tr><td>jit.replay.store.oldest</td><td>gauge, seconds</td><td></td></tr>
 *   <tr><td>jit.replay.store.healthy</td><td>gauge, 0 or 1</td><td></td></tr>
 *   <tr><td>jit.replay.store.written, jit.replay.store.failures, jit.replay.store.damages</td>
 *       <td>counter</td><td></td></tr>
 *   <tr><td>jit.fleet.reachable</td><td>gauge, 0 or 1</td><td></td></tr>
 *   <tr><td>jit.fleet.waiting, jit.fleet.located, jit.fleet.claims.waiting</td><td>gauge</td>
 *       <td></td></tr>
 *   <tr><td>jit.fleet.asked, jit.fleet.refused, jit.fleet.unanswered, jit.fleet.dropped,
 *       jit.fleet.arrivals</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.clocks.behind, jit.timestamp.resets</td><td>counter</td><td></td></tr>
 *   <tr><td>jit.source.packets</td><td>counter</td><td>source; result: received, dropped.kernel,
 *       dropped.source</td></tr>
 * </table>
 *
 * <p>Bind this object once to each registry. Orchestrators that share a registry need {@linkplain
 * #JitMetrics(JitOrchestrator, Iterable) tags of their own}. Before an orchestrator is replaced by
 * another one with the same tags, {@link #close} the metrics of the old orchestrator. Binding fails
 * if the registry already has a meter with the same name and tags, because the registry would keep
 * that meter and show its numbers.
 *
 * <p>Thread-safe. The orchestrator's statistics are read at most once a second, regardless of the
 * number of meters that are scraped.
 */
public final class JitMetrics implements MeterBinder, AutoCloseable {
  private static final Duration READ_AT_MOST_EVERY = Duration.ofSeconds(1);
  private static final double MILLIS_PER_SECOND = 1000;

  /**
   * The number of policy labels that an orchestrator counts separately. All further labels are
   * counted together under one label.
   */
  private static final int MOST_LABELS = 32;

  private final JitOrchestrator orchestrator;
  private final Tags commonTags;
  private final Supplier<JitStatistics> statistics;
  private final Supplier<JitHealth> health;
  private final JitListener labels = this::onEvent;
  private final Set<String> knownLabels = ConcurrentHashMap.newKeySet();
  // The following fields are guarded by this object.
  private final List<Binding> bindings = new ArrayList<>();
  private final List<StageObserver> observers = new ArrayList<>();
  private boolean closed;

  /**
   * Creates a binder, which does nothing until it is bound.
   *
   * @param orchestrator the orchestrator whose metrics are published
   */
  public JitMetrics(JitOrchestrator orchestrator) {
    this(orchestrator, Tags.empty());
  }

  /**
   * Creates a binder that adds tags to every meter. The binder does nothing until it is bound.
   *
   * @param orchestrator the orchestrator whose metrics are published
   * @param commonTags the tags that are added to every meter, such as the device's name; the keys
   *     of these tags must differ from the keys of the meters' own tags
   */
  public JitMetrics(JitOrchestrator orchestrator, Iterable<Tag> commonTags) {
    this(
        orchestrator,
        commonTags,
        Suppliers.memoizeWithExpiration(orchestrator::statistics, READ_AT_MOST_EVERY));
  }

  JitMetrics(
      JitOrchestrator orchestrator, Iterable<Tag> commonTags, Supplier<JitStatistics> statistics) {
    this.orchestrator = Objects.requireNonNull(orchestrator, "orchestrator");
    this.commonTags = Tags.of(Objects.requireNonNull(commonTags, "commonTags"));
    this.statistics = statistics;
    this.health = Suppliers.memoizeWithExpiration(orchestrator::health, READ_AT_MOST_EVERY);
  }

  /**
   * Registers the meters, and begins to record how long each stage of a provisioning takes. May be
   * called for several registries.
   *
   * @param registry a registry without meters of these names and tags
   * @throws IllegalStateException if this object was closed, or if the registry already has such a
   *     meter; no meter is registered in either case. A registry has such a meter, for example, if
   *     another orchestrator's {@code JitMetrics} was bound to the registry and was not closed
   */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    Objects.requireNonNull(registry, "registry");
    if (closed) {
      throw new IllegalStateException("the metrics were closed; create others");
    }
    Binding binding = new Binding(registry, commonTags, statistics);
    boolean bound = false;
    try {
      Map<Stage, Timer> timers = bind(binding);
      bindings.add(binding);
      observe(timers);
      bound = true;
    } finally {
      if (!bound) {
        bindings.remove(binding);
        binding.close();
      }
    }
  }

  private Map<Stage, Timer> bind(Binding binding) {
    StatisticsMeters.bind(binding);
    bindHealth(binding);
    // The statistics are read directly, because the supplier would return the same numbers for
    // another second.
    JitStatistics now = orchestrator.statistics();
    binding.gauge("jit.x25519", s -> 1, "implementation", now.x25519());
    now.sources().keySet().forEach(source -> StatisticsMeters.bindSource(binding, source));
    StatisticsMeters.bindConfigSource(binding, now.configSource());
    now.policyEvictions().keySet().forEach(label -> bindLabel(binding, label));
    return bindStages(binding);
  }

  /**
   * Removes the meters from every registry, and stops recording. The orchestrator keeps running.
   * Closing again does nothing.
   */
  @Override
  public synchronized void close() {
    closed = true;
    orchestrator.removeListener(labels);
    observers.forEach(orchestrator::removeStageObserver);
    observers.clear();
    bindings.forEach(Binding::close);
    bindings.clear();
  }

  private static Map<Stage, Timer> bindStages(Binding binding) {
    Map<Stage, Timer> timers = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      timers.put(stage, binding.timer("jit.stage", "stage", stage.label()));
    }
    return timers;
  }

  private void observe(Map<Stage, Timer> timers) {
    StageObserver observer =
        (stage, nanos) ->
            Objects.requireNonNull(timers.get(stage)).record(nanos, TimeUnit.NANOSECONDS);
    if (observers.isEmpty()) {
      orchestrator.addListener(labels);
    }
    observers.add(observer);
    orchestrator.addStageObserver(observer);
  }

  private void bindHealth(Binding binding) {
    for (JitHealth.State state : JitHealth.State.values()) {
      binding.gauge("jit.health", health, h -> h.state() == state ? 1 : 0, "state", state.label());
    }
    for (JitHealth.Reason reason : JitHealth.Reason.values()) {
      binding.gauge(
          "jit.health.problem", health, h -> h.has(reason) ? 1 : 0, "reason", reason.label());
    }
    binding.time("jit.statistics.timestamp", s -> s.at().toEpochMilli() / MILLIS_PER_SECOND);
  }

  /**
   * Registers the counter of evictions with a policy's label, unless the binding already has that
   * counter.
   */
  private static void bindLabel(Binding binding, String label) {
    if (binding.isNewLabel(label)) {
      binding.counter(
          "jit.evictions.policy", s -> s.policyEvictions().getOrDefault(label, 0L), "label", label);
    }
  }

  /**
   * Registers the counter of a policy's label when an eviction has this label for the first time.
   * Before that eviction, the label is not known.
   */
  private void onEvent(JitEvent event) {
    if (event instanceof JitEvent.PeerEvicted evicted
        && evicted.cause() == EvictionCause.POLICY
        && !knownLabels.contains(evicted.label())
        && knownLabels.size() <= MOST_LABELS) {
      bindNewLabels();
    }
  }

  private synchronized void bindNewLabels() {
    for (String label : orchestrator.statistics().policyEvictions().keySet()) {
      if (!closed && knownLabels.add(label)) {
        bindings.forEach(binding -> bindLabel(binding, label));
      }
    }
  }
}
