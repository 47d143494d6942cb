package io.jitpeers.internal;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.admission.AdmissionStage;
import io.jitpeers.internal.admission.DuplicateFilter;
import io.jitpeers.internal.admission.RateLimits;
import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.EventCounters;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.eviction.ConfirmationWatch;
import io.jitpeers.internal.eviction.CronDependencies;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.journal.DeviceJournal;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.provisioning.FirstPackets;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.internal.replay.LocalReplayMemory;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.revalidation.RevalidationParts;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
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

  private enum State {
    NEW,
    STARTED,
    CLOSED
  }

  private final PipelineConfig config;
  private final Runnable beforePackets;
  private final Scheduler scheduler;
  private final StageExecutors executors;
  private final Events events = new Events();
  private final EventCounters eventCounters = new EventCounters();
  private final Completions completions = new Completions();
  private final HotSet hotSet;
  private final ReplayMemory replayMemory;
  private final CurrentDevice device;
  private final DeviceJournal journal;
  private final OwnPeers ownPeers;
  private final StoreWriter writer;
  private final Lookups lookups;
  private final AnswerCache answers;
  private final ConfigCheck configCheck;
  private final Revalidation revalidation;
  private final FirstPackets firstPackets;
  private final Provisioning provisioning;
  private final OpenStage opening;
  private final AdmissionStage admission;
  private final @Nullable WakeUpPipeline outbound;
  private final SweepRequests sweeps;
  private final EvictionCron cron;
  private final ConfirmationWatch confirmations;
  private final PipelineStatistics statistics;
  private volatile AutoCloseable watch = () -> {};
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  public Pipeline(PipelineConfig config) {
    this(config, () -> {});
  }

  /**
   * Creates a pipeline.
   *
   * @param beforePackets runs when the start has read the device, before any source delivers
   */
  public Pipeline(PipelineConfig config, Runnable beforePackets) {
    this.config = config;
    this.beforePackets = beforePackets;
    AdmissionOptions limits = config.admissionOptions();
    this.scheduler =
        config.scheduler() != null ? config.scheduler() : Scheduler.singleThread("jit-scheduler");
    this.executors =
        config.executors() != null
            ? config.executors()
            : new StageThreads(limits.openerThreads(), limits.queueCapacity());
    events.addListener(eventCounters);
    this.sweeps = new SweepRequests(this::cron, config.time());
    config.observers().forEach(events::addObserver);
    this.outbound = WakeUpPipeline.of(config);
    this.hotSet =
        new HotSet(
            config.time(),
            outbound == null ? null : outbound.remembered(),
            config.peerConfigRules().nestedAllowedIps());
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
    this.journal =
        new DeviceJournal(
            config.startOptions().stateDirectory(), config.time(), scheduler, config.random());
    this.ownPeers = new OwnPeers(hotSet, device, journal);
    events.addListener(ownPeers);
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
    this.configCheck = new ConfigCheck(config.peerConfigRules());
    this.revalidation = new Revalidation(revalidationParts());
    events.addListener(revalidation);
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
            sweeps::unlessPaused);
    // Last: what this library does about an event comes before what others do.
    config.listeners().forEach(events::addListener);
    this.statistics =
        new PipelineStatistics(
            config,
            admission,
            completions,
            lookups,
            provisioning,
            writer,
            eventCounters,
            cron,
            revalidation,
            journal,
            hotSet,
            executors,
            replayMemory,
            events,
            firstPackets,
            outbound);
  }

  private RevalidationParts revalidationParts() {
    return new RevalidationParts(
        config.revalidationOptions(),
        hotSet,
        lookups,
        lookups.backgroundPlaces(),
        answers,
        configCheck,
        writer,
        journal,
        (eviction, answer) -> provisioning.leave(eviction, answer),
        found -> provisioning.timestampResets().known(found),
        this::changed,
        events,
        config.time(),
        scheduler,
        config.random());
  }

  private void changed(PeerConfig changed) {
    if (outbound != null) {
      outbound.remembered().changed(changed);
    }
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
        configCheck,
        firstPackets,
        sweeps::soon,
        revalidation,
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
        new RevalidatedFoundPeers(revalidation, configCheck, ownPeers),
        lookups::answeredWithin,
        events,
        config.time(),
        scheduler,
        executors.sweeper(),
        config.random());
  }

  private void expectConfirmation() {
    confirmations.expect();
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
      ownPeers.start();
      beforePackets.run();
      executors.start();
      int port = device.get().listenPort();
      config.packetSources().forEach(source -> source.listenPorts(ListenPorts.of(port)));
      device.onListenPort(now -> ListenPorts.tell(now, config.packetSources()));
      config.store().watchDevice(this::deviceChanged);
      watch = config.configSource().watch(provisioning.changeHints());
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
      revalidation.start();
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

  /** Lets the peers go that the brake of revalidation holds; returns how many. */
  public int releaseBrake() {
    return revalidation.releaseBrake();
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
    return statistics.read();
  }

  /** Stops from left to right, so that every packet taken in is completed. */
  @Override
  public void close() {
    if (state.getAndSet(State.CLOSED) == State.CLOSED) {
      return;
    }
    config.packetSources().forEach(source -> Closing.quietly("packet source", source));
    if (config.outboundSource() != null) {
      Closing.quietly("source of outbound packets", config.outboundSource());
    }
    Closing.quietly("eviction cron", cron);
    Closing.quietly("confirmation watch", confirmations);
    Closing.quietly("revalidation", revalidation);
    finishPending(config.provisioningOptions().closeDeadline());
    provisioning.close();
    Closing.quietly("replay memory", replayMemory);
    Closing.quietly("watch for changes", watch);
    Closing.quietly("lookups", lookups);
    Closing.quietly("config source", config.configSource());
    Closing.quietly("store writer", writer);
    Closing.quietly("stage threads", executors);
    Closing.quietly("journal of installed peers", journal);
    Closing.quietly("peer store", config.store());
    if (config.scheduler() == null) {
      Closing.quietly("scheduler", scheduler);
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
}
