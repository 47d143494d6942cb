package io.jitpeers;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.internal.warmup.WarmUp;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.trace.ProvisioningTracer;
import io.jitpeers.wakeup.OutboundSource;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link JitOrchestrator}. A builder needs at least one packet source, a config source and
 * a peer store. Everything else has a default. Not thread-safe. A builder builds one orchestrator.
 * The orchestrator then owns the source, the store and the other parts, and closes them when it is
 * closed or when its start fails.
 *
 * <p>A builder that was created from settings has created parts that hold ports, files and threads.
 * If one of its methods throws, the builder closes these parts and cannot be used any more. The
 * builder does not close parts that the caller has set. Call {@link #build} as soon as possible, or
 * {@link #discard} if {@link #build} cannot be called. Otherwise the parts that the builder has
 * created stay open.
 */
public final class JitOrchestratorBuilder extends OrchestratorOptions {
  private final List<PacketSource> packetSources = new ArrayList<>();
  private final List<JitListener> listeners = new ArrayList<>();
  private final List<StageObserver> observers = new ArrayList<>();
  private @Nullable PeerConfigSource configSource;
  private @Nullable PeerStore store;
  private @Nullable OutboundSource outboundSource;
  private @Nullable TransportSource transportSource;
  private @Nullable ReplayMemory replayMemory;
  private @Nullable ReplayStore replayStore;
  private @Nullable Fleet fleet;
  private @Nullable ProvisioningTracer tracer;
  private TimeSource timeSource = TimeSource.system();
  private RandomGenerator random = new SecureRandom();
  private @Nullable Scheduler scheduler;
  private @Nullable StageExecutors executors;
  private boolean built;

  JitOrchestratorBuilder() {}

  JitOrchestratorBuilder settings(Settings settings) {
    SettingsReader reader = new SettingsReader(settings, made::add);
    try {
      readOptions(reader);
      reader.configSource().ifPresent(this::configSource);
      reader.store().ifPresent(this::store);
      reader.outboundSource().ifPresent(this::outboundSource);
      reader.transportSource().ifPresent(this::transportSource);
      reader.replayMemory().ifPresent(this::replayMemory);
      reader.replayStore().ifPresent(this::replayStore);
      reader.fleet().ifPresent(this::fleet);
      reader.packetSources(this::packetSource);
      settings.rejectUnknown();
    } catch (RuntimeException | Error e) {
      made.close(e);
      throw e;
    }
    return this;
  }

  /**
   * Adds a packet source.
   *
   * @param source the source; the orchestrator that is built closes it
   * @return this
   */
  public JitOrchestratorBuilder packetSource(PacketSource source) {
    packetSources.add(notNull(source, "packetSource"));
    return this;
  }

  /**
   * Sets the config source, which looks up the configs of peers.
   *
   * @param source the config source; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has a config source, for example from
   *     settings
   */
  public JitOrchestratorBuilder configSource(PeerConfigSource source) {
    refuseSecond(configSource, "config source");
    this.configSource = notNull(source, "configSource");
    return this;
  }

  /**
   * Sets the store into which peers are installed.
   *
   * @param peerStore the store; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has a store, for example from settings
   */
  public JitOrchestratorBuilder store(PeerStore peerStore) {
    refuseSecond(store, "peer store");
    this.store = notNull(peerStore, "store");
    return this;
  }

  /**
   * Sets the source of outbound packets. When such a packet is addressed to an evicted peer, the
   * orchestrator installs that peer again. By default there is no such source, and only the
   * client's own handshake installs the peer again.
   *
   * @param source the source of outbound packets; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has such a source, for example from
   *     settings
   */
  public JitOrchestratorBuilder outboundSource(OutboundSource source) {
    refuseSecond(outboundSource, "source of outbound packets");
    this.outboundSource = notNull(source, "outboundSource");
    return this;
  }

  /**
   * Sets the source of transport data, which is the encrypted data that clients send. If data
   * arrives from a client whose peer is not resident, the orchestrator installs the peer and
   * initiates a handshake. This requires that this gateway, or another gateway of the {@link
   * #fleet}, has seen the client at the same endpoint. By default there is no such source, and a
   * client whose session was lost initiates a handshake by itself after 15 s.
   *
   * @param source the source of transport data; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has such a source, for example from
   *     settings
   */
  public JitOrchestratorBuilder transportSource(TransportSource source) {
    refuseSecond(transportSource, "source of transport data");
    this.transportSource = notNull(source, "transportSource");
    return this;
  }

  /**
   * Sets the replay memory, which remembers the newest timestamp of each client. The default is a
   * memory in this process for {@link ProvisioningOptions#replayMemorySize} clients.
   *
   * @param memory the replay memory; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has a replay memory, for example from
   *     settings
   */
  public JitOrchestratorBuilder replayMemory(ReplayMemory memory) {
    refuseSecond(replayMemory, "replay memory");
    this.replayMemory = notNull(memory, "replayMemory");
    return this;
  }

  /**
   * Sets the replay store, which keeps the content of the built-in replay memory across restarts.
   * Without a replay store, the replay memory is empty after a restart. An initiation that an
   * attacker recorded before the restart is then accepted once.
   *
   * @param where the replay store; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has a replay store, for example from
   *     settings
   */
  public JitOrchestratorBuilder replayStore(ReplayStore where) {
    refuseSecond(replayStore, "replay store");
    this.replayStore = notNull(where, "replayStore");
    return this;
  }

  /**
   * Sets the fleet, through which this gateway shares data with other gateways that have the same
   * private key. By default the gateway shares nothing, and every other gateway accepts a recording
   * of an initiation that this gateway has accepted.
   *
   * @param shared the fleet; the orchestrator that is built closes it
   * @return this
   * @throws IllegalStateException if the builder already has a fleet, for example from settings
   */
  public JitOrchestratorBuilder fleet(Fleet shared) {
    refuseSecond(fleet, "fleet");
    this.fleet = notNull(shared, "fleet");
    return this;
  }

  /**
   * Adds a listener.
   *
   * @param listener receives the events on the thread for listeners; the orchestrator does not
   *     close it
   * @return this
   */
  public JitOrchestratorBuilder listener(JitListener listener) {
    listeners.add(notNull(listener, "listener"));
    return this;
  }

  /**
   * Adds an observer of stage times.
   *
   * @param observer receives the time that each stage takes, on the thread for listeners
   * @return this
   */
  public JitOrchestratorBuilder stageObserver(StageObserver observer) {
    observers.add(notNull(observer, "stageObserver"));
    return this;
  }

  /**
   * Sets the tracer of provisionings. By default there is none. {@link JitOrchestrator#addTracer}
   * does the same later.
   *
   * @param provisioningTracer traces provisionings, on a thread of its own; the orchestrator does
   *     not close it
   * @return this
   * @throws IllegalStateException if the builder already has a tracer
   */
  public JitOrchestratorBuilder tracer(ProvisioningTracer provisioningTracer) {
    refuseSecond(tracer, "tracer");
    this.tracer = notNull(provisioningTracer, "tracer");
    return this;
  }

  /**
   * Sets the wall clock and the monotonic clock. Packet sources must read the same monotonic clock.
   *
   * @param time the clocks; by default the system's clocks
   * @return this
   */
  public JitOrchestratorBuilder timeSource(TimeSource time) {
    this.timeSource = notNull(time, "timeSource");
    return this;
  }

  /**
   * Sets the scheduler for deadlines and sweeps.
   *
   * @param runner the scheduler, which the orchestrator does not close; by default the orchestrator
   *     creates its own scheduler and closes it
   * @return this
   */
  public JitOrchestratorBuilder scheduler(Scheduler runner) {
    this.scheduler = notNull(runner, "scheduler");
    return this;
  }

  /**
   * Sets the random generator for jitter and hash seeds. Whoever can predict the seeds can choose
   * keys whose hashes collide, so use a predictable generator in tests only.
   *
   * @param generator the generator; thread-safe; a {@link SecureRandom} by default
   * @return this
   */
  public JitOrchestratorBuilder random(RandomGenerator generator) {
    this.random = notNull(generator, "random");
    return this;
  }

  @Override
  JitOrchestratorBuilder self() {
    return this;
  }

  JitOrchestratorBuilder stageExecutors(StageExecutors stages) {
    this.executors = stages;
    return this;
  }

  /**
   * Creates the orchestrator, which does nothing until it is started. If no implementation of
   * X25519 was chosen, this method loads the available implementations and compares their speed for
   * 20 ms.
   *
   * @return the orchestrator, which owns its parts
   * @throws IllegalStateException if a packet source, the config source or the store is missing; if
   *     both a replay memory and a replay store were given; if the options require the recovery of
   *     lost sessions but the parts do not support it; or if this builder has already built an
   *     orchestrator or has already failed
   */
  public JitOrchestrator build() {
    if (built) {
      throw new IllegalStateException(
          "this builder has built an orchestrator already, which owns the parts; create a new"
              + " builder");
    }
    if (made.areClosed()) {
      throw new IllegalStateException(
          "this builder failed before and closed the parts that it had made from settings; create"
              + " a new builder");
    }
    try {
      PipelineConfig config = config();
      JitOrchestrator orchestrator = new JitOrchestrator(new Pipeline(config, WarmUp.of(config)));
      if (tracer != null) {
        orchestrator.addTracer(tracer);
      }
      warnOfTimesWithoutEffect();
      built = true;
      made.handOver();
      return orchestrator;
    } catch (RuntimeException | Error e) {
      made.close(e);
      throw e;
    }
  }

  /**
   * Closes the parts that this builder has created from settings. Intended for code that fails
   * between the creation of the builder and {@link #build}. The builder cannot be used after this
   * call. Does nothing if the builder has built an orchestrator, which owns the parts, or has
   * created no parts.
   *
   * @throws IllegalStateException if closing a part failed; the part's exception is added as a
   *     suppressed exception, and all other parts are closed
   */
  public void discard() {
    IllegalStateException failure =
        new IllegalStateException("a part that was made from settings could not be closed");
    made.close(failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private PipelineConfig config() {
    if (packetSources.isEmpty()) {
      throw new IllegalStateException(
          "no packet source was given; call packetSource(...) or set packet-source");
    }
    PeerConfigSource configs = BuilderParts.required(configSource, "config source", "configSource");
    PeerStore peers = BuilderParts.required(store, "peer store", "store");
    BuilderParts.refuseBoth(replayMemory, replayStore);
    BuilderParts.requireRecovery(transportSource, peers, evictionOptions);
    return new PipelineConfig(
        List.copyOf(packetSources),
        configs,
        peers,
        keyAgreement(),
        outboundSource,
        transportSource,
        replayMemory,
        replayStore,
        fleet,
        wakeUpOptions,
        recoveryOptions,
        evictionPolicy,
        madePolicies(),
        evictionOptions,
        admissionOptions,
        provisioningOptions,
        replayOptions,
        fleetOptions,
        answerCacheOptions,
        peerConfigRules,
        revalidationOptions,
        startOptions,
        eventOptions,
        watchdogOptions,
        explainOptions,
        List.copyOf(listeners),
        List.copyOf(observers),
        timeSource,
        scheduler,
        executors,
        random);
  }
}
