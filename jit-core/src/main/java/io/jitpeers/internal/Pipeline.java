package io.jitpeers.internal;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.internal.admission.AdmissionStage;
import io.jitpeers.internal.admission.DuplicateFilter;
import io.jitpeers.internal.admission.RateLimits;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.EventCounters;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.common.StatisticsSnapshot;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.eviction.ConfirmationWatch;
import io.jitpeers.internal.eviction.CronDependencies;
import io.jitpeers.internal.eviction.CronStatistics;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.provisioning.AnswerCache;
import io.jitpeers.internal.provisioning.ConfigCheck;
import io.jitpeers.internal.provisioning.FirstPackets;
import io.jitpeers.internal.provisioning.Lookups;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.internal.provisioning.ProvisioningCounts;
import io.jitpeers.internal.replay.LocalReplayMemory;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages, put together: sources, admission, opening, provisioning, writer, store; and the cron
 * beside them. Data flows from left to right, once. Thread-safe.
 */
public final class Pipeline implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

  /** REKEY_TIMEOUT, whitepaper section 6.1. */
  private static final long SWEEP_SOON_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long NEVER = Long.MIN_VALUE;

  private enum State {
    NEW,
    STARTED,
    CLOSED
  }

  private final PipelineConfig config;
  private final Scheduler scheduler;
  private final StageExecutors executors;
  private final Events events = new Events();
  private final EventCounters eventCounters = new EventCounters();
  private final Completions completions = new Completions();
  private final HotSet hotSet;
  private final ReplayMemory replayMemory;
  private final CurrentDevice device;
  private final StoreWriter writer;
  private final Lookups lookups;
  private final AnswerCache answers;
  private final FirstPackets firstPackets;
  private final Provisioning provisioning;
  private final OpenStage opening;
  private final AdmissionStage admission;
  private final @Nullable WakeUpPipeline outbound;
  private final EvictionCron cron;
  private final ConfirmationWatch confirmations;
  private final AtomicLong sweptSoonAt = new AtomicLong(NEVER);
  private volatile AutoCloseable watch = () -> {};
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  public Pipeline(PipelineConfig config) {
    this.config = config;
    AdmissionOptions limits = config.admissionOptions();
    this.scheduler =
        config.scheduler() != null ? config.scheduler() : Scheduler.singleThread("jit-scheduler");
    this.executors =
        config.executors() != null
            ? config.executors()
            : new StageThreads(limits.openerThreads(), limits.queueCapacity());
    events.addListener(eventCounters);
    config.listeners().forEach(events::addListener);
    config.observers().forEach(events::addObserver);
    this.outbound = WakeUpPipeline.of(config);
    this.hotSet = new HotSet(config.time(), outbound == null ? null : outbound.remembered());
    ReplayMemory given = config.replayMemory();
    this.replayMemory =
        given != null
            ? given
            : new LocalReplayMemory(
                config.provisioningOptions().replayMemorySize(),
                config.replayOptions(),
                config.time(),
                config.random());
    this.device = new CurrentDevice(config.store(), hotSet, events);
    this.writer =
        new StoreWriter(
            config.store(),
            hotSet,
            events,
            config.time(),
            executors.writer(),
            config.provisioningOptions().removalBudget(),
            this::expectConfirmation);
    this.lookups =
        new Lookups(config.configSource(), scheduler, config.time(), config.provisioningOptions());
    this.answers = new AnswerCache(config.answerCacheOptions(), config.time(), config.random());
    this.firstPackets =
        new FirstPackets(
            config.provisioningOptions().firstPacket(), config.store().initiatesHandshakes());
    this.provisioning = new Provisioning(config.provisioningOptions(), provisioningDependencies());
    this.opening =
        new OpenStage(
            device, completions, events, config.time(), executors.opener(), provisioning::accept);
    this.admission = admission(limits);
    if (outbound != null) {
      outbound.connect(hotSet, provisioning, events);
    }
    this.cron = new EvictionCron(cronParts());
    this.confirmations =
        new ConfirmationWatch(
            hotSet,
            config.provisioningOptions().confirmationTime(),
            config.time(),
            scheduler,
            this::sweepUnlessPaused);
  }

  private Provisioning.Dependencies provisioningDependencies() {
    return new Provisioning.Dependencies(
        hotSet,
        replayMemory,
        config.replayOptions().policy(),
        lookups,
        writer,
        completions,
        events,
        config.time(),
        scheduler,
        answers,
        new ConfigCheck(config.peerConfigRules()),
        firstPackets,
        this::sweepSoon,
        outbound == null ? null : outbound.remembered());
  }

  private AdmissionStage admission(AdmissionOptions limits) {
    return new AdmissionStage(
        device,
        new DuplicateFilter(limits.duplicateWindow(), config.random()),
        new RateLimits(limits, config.time().nanoTime(), config.random()),
        completions,
        config.time(),
        opening);
  }

  private CronDependencies cronParts() {
    return new CronDependencies(
        device::refresh,
        config.store(),
        hotSet,
        config.evictionPolicy(),
        config.evictionOptions(),
        config.provisioningOptions().confirmationTime(),
        writer,
        lookups::lookup,
        lookups::lookupInBackground,
        lookups::reachable,
        events,
        config.time(),
        scheduler,
        executors.sweeper(),
        config.random());
  }

  /** Brings a sweep forward, at most once in the time after which a refused client tries again. */
  private void sweepSoon() {
    long now = config.time().nanoTime();
    long before = sweptSoonAt.get();
    boolean due = before == NEVER || now - before >= SWEEP_SOON_NANOS;
    if (due && sweptSoonAt.compareAndSet(before, now)) {
      // A sweep that fails is logged and counted by the cron.
      CompletableFuture<SweepReport> unused = cron.runNow(false);
    }
  }

  private void expectConfirmation() {
    confirmations.expect();
  }

  private void sweepUnlessPaused() {
    if (!cron.isPaused()) {
      // A sweep that fails is logged and counted by the cron.
      CompletableFuture<SweepReport> unused = cron.runNow(false);
    }
  }

  /**
   * Claims and reads the device, then starts sources and sweeps. On failure everything is closed.
   */
  public void start() throws StoreException {
    if (!state.compareAndSet(State.NEW, State.STARTED)) {
      throw new IllegalStateException("the orchestrator was started or closed before");
    }
    try {
      config.store().claim();
      device.start();
      config.store().watchDevice(this::deviceChanged);
      watch = config.configSource().watch(answers);
      for (PacketSource source : config.packetSources()) {
        source.start(admission.handlerOf(source));
        String fallback = firstPackets.fallback(source);
        if (fallback != null) {
          log.warn("packet source {}: {}", source.name(), fallback);
        }
      }
      if (outbound != null) {
        outbound.start();
      }
      cron.start();
    } catch (StoreException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void deviceChanged() {
    try {
      executors.sweeper().execute(device::refresh);
    } catch (RejectedExecutionException e) {
      log.debug("the device changed after closing", e);
    }
  }

  public Events events() {
    return events;
  }

  public HotSet hotSet() {
    return hotSet;
  }

  public EvictionCron cron() {
    return cron;
  }

  /** Removes a peer whatever protects it. */
  public CompletableFuture<Boolean> evict(PublicKey key) {
    return writer.remove(new Eviction(key, EvictionCause.MANUAL));
  }

  /** Takes a peer back. */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    return provisioning.revoke(key);
  }

  /** Lets a client in whose clock fell back. */
  public CompletableFuture<Boolean> forgetTimestamp(PublicKey key) {
    return provisioning.timestampResets().forget(key);
  }

  /** Started, and not closed since. */
  public boolean isRunning() {
    return state.get() == State.STARTED && device.status().isPresent();
  }

  /** The device as last read; empty before that. */
  public Optional<DeviceStatus> device() {
    return device.status();
  }

  public ProvisioningOptions provisioningOptions() {
    return config.provisioningOptions();
  }

  /** Counters and sizes, without side effects. */
  public JitStatistics statistics() {
    ProvisioningCounts counts = provisioning.counts();
    return new StatisticsSnapshot(
        admission.received(),
        completions.counts(),
        new StatisticsSnapshot.LookupCounts(
            lookups.asked(),
            lookups.inFlight(),
            lookups.waiting(),
            lookups.reachable(),
            counts.positiveHits(),
            counts.negativeHits(),
            counts.stale(),
            counts.notModified(),
            counts.positiveSize(),
            counts.negativeSize()),
        new StatisticsSnapshot.StoreCounts(
            writer.installBatches(),
            writer.removalBatches(),
            writer.storeFailures(),
            counts.again(),
            writer.failedInitiations()),
        eventCounters.evictions(),
        sweepStatistics(),
        eventCounters.lost(),
        eventCounters.deviceChanges(),
        hotSet.size(),
        counts.pending(),
        executors.queued(),
        replayMemory.size(),
        replayMemory.forgotten(),
        new StatisticsSnapshot.ClockCounts(counts.clocksBehind(), counts.timestampResets()),
        events.failures()
            + completions.sourceFailures()
            + (outbound == null ? 0 : outbound.failures()),
        config.sourceStatistics(),
        firstPackets.counts(),
        outbound == null ? StatisticsSnapshot.WakeUpCounts.NONE : outbound.statistics());
  }

  private JitStatistics.Sweeps sweepStatistics() {
    CronStatistics swept = cron.statistics();
    return new StatisticsSnapshot.SweepCounts(
        swept.sweeps(),
        swept.failedSweeps(),
        swept.ignoredSelections(),
        swept.failedProbes(),
        swept.adopted(),
        swept.failedAdoptionLookups(),
        swept.suggestedLimit());
  }

  /** Stops from left to right, so that every packet taken in is completed. */
  @Override
  public void close() {
    if (state.getAndSet(State.CLOSED) == State.CLOSED) {
      return;
    }
    config.packetSources().forEach(source -> closeQuietly("packet source", source));
    if (config.outboundSource() != null) {
      closeQuietly("source of outbound packets", config.outboundSource());
    }
    closeQuietly("eviction cron", cron);
    closeQuietly("confirmation watch", confirmations);
    finishPending(config.provisioningOptions().closeDeadline());
    provisioning.close();
    closeQuietly("replay memory", replayMemory);
    closeQuietly("watch for changes", watch);
    closeQuietly("lookups", lookups);
    closeQuietly("config source", config.configSource());
    closeQuietly("store writer", writer);
    closeQuietly("stage threads", executors);
    closeQuietly("peer store", config.store());
    if (config.scheduler() == null) {
      closeQuietly("scheduler", scheduler);
    }
  }

  private void finishPending(Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    try {
      executors.drainOpener(deadline.toNanos(), opening::abandon);
      provisioning.awaitIdle(Math.max(0, until - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while closing; peers on their way in are failed");
    }
  }

  private static void closeQuietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      log.warn("could not close the {}", what, e);
    }
  }
}
