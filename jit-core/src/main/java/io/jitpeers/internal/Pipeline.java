package io.jitpeers.internal;

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
import io.jitpeers.internal.provisioning.ProvisioningParts;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.revalidation.RevalidationParts;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.internal.writer.WriteAhead;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.Optional;

/**
 * Connects the stages in the order of the data flow: sources, admission, opening, provisioning,
 * writer and store. Also connects the eviction cron, which runs the scheduled sweeps. Thread-safe.
 */
public final class Pipeline implements AutoCloseable {
  private final PipelineConfig config;
  private final Runnable beforePackets;
  private final Scheduler scheduler;
  private final StageExecutors executors;
  private final WatchedParts watched;
  private final PeerStore store;
  private final Events events;
  private final EventCounters eventCounters = new EventCounters();
  private final Completions completions;
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
  private final OptionalParts optional;
  private final SweepRequests sweeps;
  private final EvictionCron cron;
  private final ConfirmationWatch confirmations;
  private final Operations operations;
  private final PipelineStatistics statistics;
  private final HealthWatch health;
  private volatile AutoCloseable watch = () -> {};
  private final Lifecycle lifecycle = new Lifecycle();
  private final SourcesInUse sources;

  public Pipeline(PipelineConfig config) {
    this(config, () -> {});
  }

  /**
   * Creates a pipeline.
   *
   * @param beforePackets runs after the device was read and before any source delivers packets
   */
  public Pipeline(PipelineConfig config, Runnable beforePackets) {
    this.config = config;
    this.beforePackets = beforePackets;
    this.sources = new SourcesInUse(config);
    AdmissionOptions limits = config.admissionOptions();
    this.scheduler =
        config.scheduler() != null ? config.scheduler() : Scheduler.singleThread("jit-scheduler");
    this.watched = new WatchedParts(config);
    this.executors = watched.executors();
    this.store = watched.store();
    this.events = watched.events();
    this.completions = watched.completions();
    events.subscribe(eventCounters);
    this.sweeps = new SweepRequests(this::cron, config.time());
    this.optional = new OptionalParts(config, events, scheduler);
    this.hotSet =
        new HotSet(
            config.time(),
            optional.trackers().listedPeers(),
            config.peerConfigRules().nestedAllowedIps());
    this.replayMemory = watched.replayMemory(scheduler, hotSet::isStaying);
    this.device = new CurrentDevice(store, hotSet, events, config.x25519());
    this.journal =
        new DeviceJournal(
            config.startOptions().stateDirectory(),
            config.time(),
            scheduler,
            config.random(),
            watched.calls().stages());
    this.ownPeers = new OwnPeers(hotSet, device, journal);
    events.subscribe(ownPeers);
    this.answers = new AnswerCache(config.answerCacheOptions(), config.time(), config.random());
    this.writer =
        new StoreWriter(
            store,
            hotSet,
            events,
            config.time(),
            executors.writer(),
            config.provisioningOptions().removalBudget(),
            new WriteAhead(journal, answers),
            this::expectConfirmation);
    this.lookups = watched.lookups(scheduler);
    this.configCheck = new ConfigCheck(config.peerConfigRules());
    this.revalidation = new Revalidation(revalidationParts());
    events.subscribe(revalidation);
    this.firstPackets =
        new FirstPackets(config.provisioningOptions().firstPacket(), store.initiatesHandshakes());
    this.provisioning = new Provisioning(config.provisioningOptions(), provisioningParts());
    this.opening =
        new OpenStage(
            device, completions, events, config.time(), executors.opener(), provisioning::accept);
    this.admission = admission(limits);
    optional.connect(hotSet, provisioning, writer, events, scheduler, store, executors.sweeper());
    this.cron = new EvictionCron(cronParts());
    this.confirmations =
        new ConfirmationWatch(
            hotSet,
            config.provisioningOptions().confirmationTime(),
            config.time(),
            scheduler,
            sweeps::unlessPaused);
    this.operations =
        new Operations(lifecycle, device, cron, writer, provisioning, revalidation, explanations());
    this.statistics =
        new PipelineStatistics(
            config,
            new SourceReadings(config),
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
            watched.calls(),
            optional);
    this.health = new HealthWatch(lifecycle, device, statistics, config.time());
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
        optional.trackers()::changed,
        events,
        config.time(),
        scheduler,
        config.random());
  }

  private ProvisioningParts provisioningParts() {
    return new ProvisioningParts(
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
        optional.trackers(),
        device.looks(config.time(), scheduler, executors.sweeper()),
        watched.outcomes());
  }

  private Explanations explanations() {
    return new Explanations(
        new ExplainedParts(
            watched, lifecycle, device, hotSet, provisioning, answers, lookups, replayMemory));
  }

  private AdmissionStage admission(AdmissionOptions limits) {
    return new AdmissionStage(
        device,
        new DuplicateFilter(limits.duplicateWindow(), config.random()),
        new RateLimits(limits, config.time().nanoTime(), config.random(), hotSet.sources()),
        completions,
        events,
        config.time(),
        opening,
        watched.calls().stages());
  }

  private CronDependencies cronParts() {
    return new CronDependencies(
        device::refresh,
        store,
        hotSet,
        watched.policy(),
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
        executors.policies(),
        config.random());
  }

  private void expectConfirmation() {
    confirmations.expect();
  }

  /** Claims the device, reads it, then starts the stages. If a step fails, closes all parts. */
  public void start() throws StoreException {
    lifecycle.begin();
    try {
      sources.claim();
      readDevice();
      startStages();
      lifecycle.started();
    } catch (StoreException | RuntimeException | Error e) {
      if (lifecycle.startFailed()) {
        takeDown();
      } else {
        // Another thread has closed all parts, but this thread may have started some of them since.
        sources.close();
        Closing.quietly("watch for changes", watch);
      }
      throw e;
    }
  }

  private void readDevice() throws StoreException {
    lifecycle.check();
    store.claim();
    lifecycle.check();
    device.start(lifecycle::check);
    lifecycle.check();
    ownPeers.start();
    ReplayMemories.start(replayMemory);
    lifecycle.check();
    beforePackets.run();
  }

  private void startStages() {
    lifecycle.check();
    executors.start();
    events.start();
    Intake intake =
        new Intake(
            config,
            store,
            device,
            admission,
            firstPackets,
            executors.sweeper(),
            watched.calls().stages());
    intake.followDevice();
    watch = FleetNews.watch(config, provisioning.changeHints(), operations::revoke);
    intake.start(lifecycle);
    lifecycle.check();
    optional.start(watched.calls().stages());
    revalidation.start();
    cron.start();
    watched.start(
        scheduler,
        Upkeep.of(
            cron, revalidation, lookups, provisioning, journal, replayMemory, optional, health));
  }

  public Events events() {
    return events;
  }

  public HotSet hotSet() {
    return hotSet;
  }

  private EvictionCron cron() {
    return cron;
  }

  /** Returns the operations that an embedding program can request. */
  public Operations operations() {
    return operations;
  }

  /** Returns whether the pipeline was started and has not been closed since. */
  public boolean isRunning() {
    return lifecycle.isStarted() && device.status().isPresent();
  }

  /** Returns the device's status as of its latest reading; empty if the device was never read. */
  public Optional<DeviceStatus> device() {
    return device.status();
  }

  /** Returns the configuration of this pipeline. */
  public PipelineConfig config() {
    return config;
  }

  /** Returns a view that reads the counters and sizes on demand. */
  public PipelineStatistics statistics() {
    return statistics;
  }

  /** Returns the health, without side effects. */
  public JitHealth health() {
    return health.read();
  }

  @Override
  public void close() {
    boolean unused = closeOnce();
  }

  /**
   * Stops the stages in the direction of the data flow, so that every accepted packet is completed.
   * Returns whether this call stopped them.
   */
  public boolean closeOnce() {
    boolean mine = lifecycle.close();
    if (mine) {
      takeDown();
    }
    return mine;
  }

  private void takeDown() {
    // Work that runs on this thread, such as a listener's, cannot end while the thread waits.
    boolean wait = !OwnWork.isOnThisThread();
    sources.close();
    Closing.quietly("eviction cron", cron);
    Closing.quietly("locations", optional);
    Closing.quietly("confirmation watch", confirmations);
    Closing.quietly("revalidation", revalidation);
    Duration deadline = wait ? config.provisioningOptions().closeDeadline() : Duration.ZERO;
    Closing.finishPending(executors, opening, provisioning, deadline);
    provisioning.close();
    Closing.quietly("replay memory", replayMemory);
    Closing.quietly("watch for changes", watch);
    Closing.quietly("lookups", lookups);
    Closing.quietly("config source", watched.configSource());
    Closing.quietly("store writer", writer);
    Closing.quietly("stage threads", executors);
    config.ownedPolicies().forEach(policy -> Closing.quietly("eviction policy", policy));
    Closing.quietly("journal of installed peers", journal);
    Closing.quietly("responder key", device);
    Closing.quietly("peer store", store);
    Closing.quietly("watchdog", watched);
    if (config.scheduler() == null) {
      Closing.quietly("scheduler", scheduler);
    }
    Closing.quietly("listeners", events::close);
    lifecycle.ended();
  }
}
