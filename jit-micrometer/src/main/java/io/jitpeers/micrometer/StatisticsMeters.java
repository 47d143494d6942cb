package io.jitpeers.micrometer;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.RecoveryOutcome;
import io.jitpeers.event.WakeUpOutcome;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.options.FirstPacketStrategy;
import io.jitpeers.spi.ConfigSourceStatistics;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.statistics.JitStatistics;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The meters that are read from an orchestrator's statistics. Stateless. */
final class StatisticsMeters {
  private static final double MILLIS_PER_SECOND = 1000;

  private StatisticsMeters() {}

  /**
   * Registers the meters whose tags are fixed. Meters that have a name as a tag, such as the name
   * of a packet source, are registered separately.
   */
  static void bind(Binding binding) {
    bindPackets(binding);
    bindLookups(binding);
    bindPeers(binding);
    bindRevalidations(binding);
    bindTroubles(binding);
    bindReplayStore(binding);
    bindFleet(binding);
  }

  private static void bindPackets(Binding binding) {
    binding.counter("jit.packets.received", JitStatistics::received);
    for (Outcome outcome : Outcome.values()) {
      binding.counter("jit.packets", s -> s.count(outcome), "outcome", outcome.label());
    }
    for (FirstPacketStrategy strategy : FirstPacketStrategy.values()) {
      binding.counter("jit.first.packets", s -> s.count(strategy), "strategy", strategy.label());
    }
    binding.gauge("jit.queue.size", JitStatistics::queued);
  }

  private static void bindLookups(Binding binding) {
    binding.counter("jit.lookups", s -> s.lookups().asked());
    binding.gauge("jit.lookups.in.flight", s -> s.lookups().inFlight());
    binding.gauge("jit.lookups.waiting", s -> s.lookups().waiting());
    binding.gauge("jit.control.plane.reachable", s -> s.lookups().reachable() ? 1 : 0);
    for (ControlPlaneState state : ControlPlaneState.values()) {
      binding.gauge(
          "jit.control.plane",
          s -> s.lookups().controlPlane() == state ? 1 : 0,
          "state",
          state.label());
    }
    binding.counter("jit.cache.hits", s -> s.lookups().positiveCacheHits(), "cache", "found");
    binding.counter("jit.cache.hits", s -> s.lookups().negativeCacheHits(), "cache", "not.found");
    binding.counter("jit.cache.hits", s -> s.lookups().staleUsed(), "cache", "stale");
    binding.counter("jit.cache.hits", s -> s.lookups().notModified(), "cache", "not.modified");
    binding.counter("jit.cache.hits", s -> s.lookups().refusalsUsed(), "cache", "refusal");
    binding.counter("jit.lookups.postponed", s -> s.lookups().postponed());
    binding.gauge("jit.lookups.pace", s -> s.lookups().pace());
    binding.gauge("jit.cache.size", s -> s.lookups().positiveCacheSize(), "cache", "found");
    binding.gauge("jit.cache.size", s -> s.lookups().negativeCacheSize(), "cache", "not.found");
    binding.gauge("jit.cache.size", JitStatistics::replayMemorySize, "cache", "replay");
  }

  private static void bindPeers(Binding binding) {
    binding.gauge("jit.peers.resident", JitStatistics::resident);
    binding.gauge("jit.peers.connected", JitStatistics::connected);
    binding.gauge("jit.peers.pending", JitStatistics::pending);
    for (EvictionCause cause : EvictionCause.values()) {
      binding.counter("jit.evictions", s -> s.count(cause), "cause", cause.label());
    }
    binding.counter("jit.traffic.bytes", s -> s.traffic().rxBytes(), "direction", "rx");
    binding.counter("jit.traffic.bytes", s -> s.traffic().txBytes(), "direction", "tx");
    for (WakeUpOutcome outcome : WakeUpOutcome.values()) {
      binding.counter("jit.wakeups", s -> s.count(outcome), "outcome", outcome.label());
    }
    binding.gauge("jit.wakeups.remembered", s -> s.wakeUps().remembered());
    for (RecoveryOutcome outcome : RecoveryOutcome.values()) {
      binding.counter("jit.recoveries", s -> s.count(outcome), "outcome", outcome.label());
    }
    binding.counter("jit.sweeps", s -> s.sweeps().completed());
    binding.counter("jit.sweeps.failed", s -> s.sweeps().failed());
    binding.counter("jit.peers.lost", JitStatistics::lost);
    binding.counter("jit.peers.adopted", s -> s.sweeps().adopted());
    binding.counter("jit.peers.installed.again", s -> s.store().installedAgain());
  }

  private static void bindRevalidations(Binding binding) {
    String name = "jit.revalidations";
    binding.counter(name, s -> s.revalidations().asked(), "result", "asked");
    binding.counter(name, s -> s.revalidations().notModified(), "result", "not.modified");
    binding.counter(name, s -> s.revalidations().changed(), "result", "changed");
    binding.counter(name, s -> s.revalidations().revoked(), "result", "revoked");
    binding.counter(name, s -> s.revalidations().refused(), "result", "refused");
    binding.counter(name, s -> s.revalidations().held(), "result", "held");
    binding.counter(name, s -> s.revalidations().failed(), "result", "failed");
    binding.gauge(
        "jit.revalidation.overdue",
        s -> s.revalidations().mostOverdue().toMillis() / MILLIS_PER_SECOND);
    binding.gauge("jit.revalidation.brake", s -> s.revalidations().brakeEngaged() ? 1 : 0);
    binding.gauge("jit.revalidation.held", s -> s.revalidations().heldNow());
    binding.gauge("jit.revalidation.refused", s -> s.revalidations().refusedNow());
    binding.counter("jit.hints", s -> s.revalidations().hints());
  }

  private static void bindTroubles(Binding binding) {
    binding.counter("jit.store.failures", s -> s.store().failures());
    binding.counter("jit.store.initiation.failures", s -> s.store().failedInitiations());
    binding.counter("jit.journal.failures", s -> s.journal().failures());
    binding.counter("jit.journal.dropped", s -> s.journal().dropped());
    binding.counter("jit.replay.forgotten", JitStatistics::replayMemoryForgotten);
    binding.counter("jit.clocks.behind", s -> s.clocks().behind());
    binding.counter("jit.timestamp.resets", s -> s.clocks().resets());
    binding.counter("jit.device.changes", JitStatistics::deviceChanges);
    binding.counter("jit.listener.failures", JitStatistics::listenerFailures);
    binding.counter("jit.events.dropped", s -> s.waits().droppedEvents());
    binding.counter("jit.stage.times.dropped", s -> s.waits().droppedStageTimes());
    binding.counter("jit.traces.dropped", s -> s.waits().droppedTraces());
    binding.gauge("jit.events.queued", s -> s.waits().queuedEvents());
    binding.counter("jit.calls.slow", s -> s.waits().slowCalls());
    binding.counter("jit.calls.hung", s -> s.waits().hungCalls());
    binding.gauge("jit.calls.hanging", s -> s.waits().hanging());
    binding.counter("jit.stages.hung", s -> s.waits().hungStages());
    binding.gauge("jit.stages.hanging", s -> s.waits().hangingStages());
  }

  private static void bindReplayStore(Binding binding) {
    binding.gauge("jit.replay.store.behind", s -> s.replayStore().behind());
    binding.gauge(
        "jit.replay.store.oldest",
        s -> s.replayStore().oldestBehind().toMillis() / MILLIS_PER_SECOND);
    binding.gauge("jit.replay.store.healthy", s -> s.replayStore().healthy() ? 1 : 0);
    binding.counter("jit.replay.store.written", s -> s.replayStore().written());
    binding.counter("jit.replay.store.failures", s -> s.replayStore().failures());
    binding.counter("jit.replay.store.damages", s -> s.replayStore().damages());
  }

  private static void bindFleet(Binding binding) {
    binding.gauge("jit.fleet.reachable", s -> s.fleet().reachable() ? 1 : 0);
    binding.counter("jit.fleet.asked", s -> s.fleet().asked());
    binding.counter("jit.fleet.refused", s -> s.fleet().refused());
    binding.counter("jit.fleet.unanswered", s -> s.fleet().unanswered());
    binding.gauge("jit.fleet.waiting", s -> s.fleet().waiting());
    binding.counter("jit.fleet.dropped", s -> s.fleet().dropped());
    binding.gauge("jit.fleet.located", s -> s.fleet().located());
    binding.gauge("jit.fleet.claims.waiting", s -> s.fleet().claimsWaiting());
    binding.counter("jit.fleet.arrivals", s -> s.fleet().arrivals());
  }

  static void bindSource(Binding binding, String name) {
    bindSource(binding, name, "received", SourceStatistics::received);
    bindSource(binding, name, "dropped.kernel", SourceStatistics::droppedByKernel);
    bindSource(binding, name, "dropped.source", SourceStatistics::droppedBySource);
  }

  private static void bindSource(
      Binding binding, String name, String result, ToDoubleFunction<SourceStatistics> value) {
    binding.counter(
        "jit.source.packets",
        s -> value.applyAsDouble(Objects.requireNonNull(s.sources().get(name))),
        "source",
        name,
        "result",
        result);
  }

  /**
   * Registers a meter for each counter and each size that the config source reports, and for each
   * state that a part of the config source can be in. The config source chooses the names of the
   * counters, sizes and parts, and these names become tags of the meters. The orchestrator limits
   * the number of names.
   */
  static void bindConfigSource(Binding binding, ConfigSourceStatistics source) {
    for (String name : source.counters().keySet()) {
      binding.counter(
          "jit.config.source.events",
          s -> s.configSource().counters().getOrDefault(name, 0L),
          "event",
          name);
    }
    for (String name : source.gauges().keySet()) {
      binding.gauge(
          "jit.config.source.size",
          s -> s.configSource().gauges().getOrDefault(name, 0L),
          "name",
          name);
    }
    source.states().forEach((part, state) -> bindStates(binding, part, state));
  }

  private static void bindStates(Binding binding, String part, Enum<?> anyState) {
    for (Enum<?> state : anyState.getDeclaringClass().getEnumConstants()) {
      binding.gauge(
          "jit.config.source.state",
          s -> s.configSource().states().get(part) == state ? 1 : 0,
          "part",
          part,
          "state",
          state.name().toLowerCase(Locale.ROOT));
    }
  }
}
