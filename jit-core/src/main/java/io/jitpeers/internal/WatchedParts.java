package io.jitpeers.internal;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.ConfigSourceCalls;
import io.jitpeers.internal.watch.StagePool;
import io.jitpeers.internal.watch.Watchdog;
import io.jitpeers.internal.watch.WatchedPolicy;
import io.jitpeers.internal.watch.WatchedStore;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The parts that the embedding program provides, wrapped for use by the pipeline. Each call of a
 * part is timed, so that the log can name slow parts. Parts that may block are called on separate
 * threads. Thread-safe.
 */
final class WatchedParts implements AutoCloseable {
  private final PipelineConfig config;
  private final CallWatch calls;
  private final PeerStore store;
  private final PeerConfigSource configSource;
  private final Events events;
  private final Completions completions;
  private final OutcomeMemory outcomes;
  private final boolean onCaller;
  private @Nullable StagePool upkeep;
  private @Nullable Scheduler ownScheduler;
  private boolean closed;
  private @Nullable Watchdog watchdog;

  WatchedParts(PipelineConfig config) {
    this.config = config;
    this.calls = new CallWatch(config.watchdogOptions(), config.time());
    this.store = new WatchedStore(config.store(), calls);
    // If executors were given, for example by tests, no other threads are used.
    onCaller = config.executors() != null;
    this.configSource =
        onCaller
            ? ConfigSourceCalls.onCaller(config.configSource(), calls)
            : ConfigSourceCalls.of(
                config.configSource(), calls, config.provisioningOptions().maxLookupsInFlight());
    this.events =
        new Events(
            onCaller ? EventOptions.builder().inline(true).build() : config.eventOptions(),
            calls,
            config.time());
    this.completions = new Completions(calls, config.time(), events::flush);
    this.outcomes = new OutcomeMemory(config.explainOptions(), config.time());
    config.listeners().forEach(events::addListener);
    config.observers().forEach(events::addObserver);
  }

  PipelineConfig config() {
    return config;
  }

  CallWatch calls() {
    return calls;
  }

  PeerStore store() {
    return store;
  }

  PeerConfigSource configSource() {
    return configSource;
  }

  /**
   * Returns the executors of the config. If the config has none, returns new threads, whose
   * progress is watched.
   */
  StageExecutors executors() {
    StageExecutors given = config.executors();
    AdmissionOptions limits = config.admissionOptions();
    return given != null
        ? given
        : new StageThreads(limits.openerThreads(), limits.queueCapacity(), calls.stages());
  }

  EvictionPolicy policy() {
    return new WatchedPolicy(config.evictionPolicy(), calls);
  }

  /**
   * Creates the part that looks up peers in the control plane. This part also records the control
   * plane's answers in the memory that {@link #outcomes} returns.
   */
  Lookups lookups(Scheduler scheduler) {
    return new Lookups(
        configSource, scheduler, config.time(), config.provisioningOptions(), outcomes);
  }

  /** Returns the memory of how the latest initiations of each key ended. */
  OutcomeMemory outcomes() {
    return outcomes;
  }

  /**
   * Returns the replay memory.
   *
   * @param resident whether a key's peer is on the device; if it is, the memory does not wait for
   *     the answer of the fleet's database server
   */
  ReplayMemory replayMemory(Scheduler scheduler, Predicate<PublicKey> resident) {
    return ReplayMemories.of(config, scheduler, calls, resident);
  }

  Events events() {
    return events;
  }

  Completions completions() {
    return completions;
  }

  /**
   * Starts the watchdog, which looks for calls and stages that hang.
   *
   * @param scheduler the pipeline's scheduler, which is watched too
   * @param arming the steps of {@link Upkeep}. They are run periodically; most of them try again to
   *     schedule the work of a part if an earlier attempt failed
   */
  synchronized void start(Scheduler scheduler, List<Runnable> arming) {
    if (closed) {
      return; // Another thread closed everything during the start.
    }
    Scheduler looks = config.scheduler();
    if (looks == null) {
      // The watchdog also watches the pipeline's own scheduler, which may hang, so it needs another
      // one.
      looks = Scheduler.singleThread("jit-watchdog");
      ownScheduler = looks;
    }
    watchdog =
        new Watchdog(
            calls,
            looks,
            scheduler,
            config.watchdogOptions().patience(),
            config.time(),
            armer(),
            arming);
    watchdog.start();
  }

  /**
   * Returns the executor that runs the steps of {@link Upkeep}. Most of these steps try again to
   * schedule work that could not be scheduled before. A step may wait for a lock that a hanging
   * stage holds, so the steps do not run on the watchdog's own thread.
   */
  private Executor armer() {
    if (onCaller) {
      return Runnable::run;
    }
    upkeep =
        StagePool.one(
            calls.stages().stage("the upkeep thread", "failed scheduling is not tried again"),
            "jit-upkeep");
    return upkeep;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (watchdog != null) {
      watchdog.close();
    }
    if (upkeep != null) {
      upkeep.shutdown();
    }
    if (ownScheduler != null) {
      ownScheduler.close();
    }
  }
}
