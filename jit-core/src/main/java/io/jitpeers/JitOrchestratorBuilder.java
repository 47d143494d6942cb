package io.jitpeers;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.EvictionPolicies;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.internal.warmup.WarmUp;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundSource;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of a {@link JitOrchestrator}. At least one packet source, a config source and
 * a store are needed; the rest has defaults. Not thread-safe; builds once, for the orchestrator
 * owns its parts.
 */
public final class JitOrchestratorBuilder {
  private final List<PacketSource> packetSources = new ArrayList<>();
  private final List<JitListener> listeners = new ArrayList<>();
  private final List<StageObserver> observers = new ArrayList<>();
  private @Nullable PeerConfigSource configSource;
  private @Nullable PeerStore store;
  private @Nullable OutboundSource outboundSource;
  private @Nullable ReplayMemory replayMemory;
  private @Nullable ReplayStore replayStore;
  private WakeUpOptions wakeUpOptions = WakeUpOptions.defaults();
  private EvictionPolicy evictionPolicy = EvictionPolicies.standard();
  private EvictionOptions evictionOptions = EvictionOptions.defaults();
  private AdmissionOptions admissionOptions = AdmissionOptions.defaults();
  private ProvisioningOptions provisioningOptions = ProvisioningOptions.defaults();
  private ReplayOptions replayOptions = ReplayOptions.defaults();
  private AnswerCacheOptions answerCacheOptions = AnswerCacheOptions.defaults();
  private PeerConfigRules peerConfigRules = PeerConfigRules.defaults();
  private RevalidationOptions revalidationOptions = RevalidationOptions.defaults();
  private StartOptions startOptions = StartOptions.defaults();
  private EventOptions eventOptions = EventOptions.defaults();
  private WatchdogOptions watchdogOptions = WatchdogOptions.defaults();
  private TimeSource timeSource = TimeSource.system();
  private RandomGenerator random = new SecureRandom();
  private @Nullable Scheduler scheduler;
  private @Nullable StageExecutors executors;
  private boolean built;

  JitOrchestratorBuilder() {}

  JitOrchestratorBuilder settings(Settings settings) {
    SettingsReader reader = new SettingsReader(settings);
    admissionOptions(reader.admissionOptions());
    provisioningOptions(reader.provisioningOptions());
    replayOptions(reader.replayOptions());
    answerCacheOptions(reader.answerCacheOptions());
    wakeUpOptions(reader.wakeUpOptions());
    peerConfigRules(reader.peerConfigRules());
    revalidationOptions(reader.revalidationOptions());
    evictionOptions(reader.evictionOptions());
    startOptions(reader.startOptions());
    eventOptions(reader.eventOptions());
    watchdogOptions(reader.watchdogOptions());
    evictionPolicy(reader.evictionPolicy());
    try {
      reader.configSource().ifPresent(this::configSource);
      reader.store().ifPresent(this::store);
      reader.outboundSource().ifPresent(this::outboundSource);
      reader.replayMemory().ifPresent(this::replayMemory);
      reader.replayStore().ifPresent(this::replayStore);
      reader.packetSources(this::packetSource);
      settings.rejectUnknown();
    } catch (RuntimeException | Error e) {
      List<@Nullable AutoCloseable> parts = new ArrayList<>(packetSources);
      Collections.addAll(parts, configSource, store, outboundSource, replayMemory, replayStore);
      BuilderParts.close(parts, e);
      throw e;
    }
    return this;
  }

  /**
   * Adds a packet source.
   *
   * @param source where packets come from; owned from now on
   * @return this
   */
  public JitOrchestratorBuilder packetSource(PacketSource source) {
    packetSources.add(Objects.requireNonNull(source, "packetSource"));
    return this;
  }

  /**
   * Sets where configs come from.
   *
   * @param source the config source; owned from now on
   * @return this
   * @throws IllegalStateException if there is one already, perhaps from settings
   */
  public JitOrchestratorBuilder configSource(PeerConfigSource source) {
    BuilderParts.refuseSecond(configSource, "config source");
    this.configSource = Objects.requireNonNull(source, "configSource");
    return this;
  }

  /**
   * Sets where peers go.
   *
   * @param peerStore the store; owned from now on
   * @return this
   * @throws IllegalStateException if there is one already, perhaps from settings
   */
  public JitOrchestratorBuilder store(PeerStore peerStore) {
    BuilderParts.refuseSecond(store, "peer store");
    this.store = Objects.requireNonNull(peerStore, "store");
    return this;
  }

  /**
   * Sets where packets on their way to peers are seen, so that those for an evicted peer bring it
   * back. Without one, which is the default, nobody is woken.
   *
   * @param source the source of outbound packets; owned from now on
   * @return this
   * @throws IllegalStateException if there is one already, perhaps from settings
   */
  public JitOrchestratorBuilder outboundSource(OutboundSource source) {
    BuilderParts.refuseSecond(outboundSource, "source of outbound packets");
    this.outboundSource = Objects.requireNonNull(source, "outboundSource");
    return this;
  }

  /**
   * Sets where the newest timestamp of each initiator is remembered. Without one it is in this
   * process's memory, as many as {@link ProvisioningOptions#replayMemorySize}.
   *
   * @param memory the replay memory; owned from now on
   * @return this
   * @throws IllegalStateException if there is one already, perhaps from settings
   */
  public JitOrchestratorBuilder replayMemory(ReplayMemory memory) {
    BuilderParts.refuseSecond(replayMemory, "replay memory");
    this.replayMemory = Objects.requireNonNull(memory, "replayMemory");
    return this;
  }

  /**
   * Sets where what this process's replay memory remembers is written, so that it outlives the
   * process. Without one a recording of before a restart can be used once.
   *
   * @param where the replay store; owned from now on
   * @return this
   * @throws IllegalStateException if there is one already, perhaps from settings
   */
  public JitOrchestratorBuilder replayStore(ReplayStore where) {
    BuilderParts.refuseSecond(replayStore, "replay store");
    this.replayStore = Objects.requireNonNull(where, "replayStore");
    return this;
  }

  /**
   * Sets how packets from an {@link #outboundSource} wake peers.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder wakeUpOptions(WakeUpOptions options) {
    this.wakeUpOptions = Objects.requireNonNull(options, "wakeUpOptions");
    return this;
  }

  /**
   * Sets which peers leave. The default is {@link EvictionPolicies#standard}: expired peers, those
   * without a completed handshake for 90 s, and those idle for 10 minutes. Handshakes and traffic
   * are known from the store alone: a gateway with a data plane of its own must report them to it
   * (see {@link io.jitpeers.store.InMemoryPeerStore#handshakeCompleted}), or every peer looks as if
   * it had never been used.
   *
   * @param policy the policy
   * @return this
   */
  public JitOrchestratorBuilder evictionPolicy(EvictionPolicy policy) {
    this.evictionPolicy = Objects.requireNonNull(policy, "evictionPolicy");
    return this;
  }

  /**
   * Sets when sweeps run and what they may do.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder evictionOptions(EvictionOptions options) {
    this.evictionOptions = Objects.requireNonNull(options, "evictionOptions");
    return this;
  }

  /**
   * Sets how much is opened.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder admissionOptions(AdmissionOptions options) {
    this.admissionOptions = Objects.requireNonNull(options, "admissionOptions");
    return this;
  }

  /**
   * Sets the bounds of provisioning.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder provisioningOptions(ProvisioningOptions options) {
    this.provisioningOptions = Objects.requireNonNull(options, "provisioningOptions");
    return this;
  }

  /**
   * Sets how long the control plane's answers are kept.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder answerCacheOptions(AnswerCacheOptions options) {
    this.answerCacheOptions = Objects.requireNonNull(options, "answerCacheOptions");
    return this;
  }

  /**
   * Sets how initiations of clients with wrong clocks are judged. With a {@link #replayMemory} of
   * one's own only the {@linkplain ReplayOptions#policy policy} matters.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder replayOptions(ReplayOptions options) {
    this.replayOptions = Objects.requireNonNull(options, "replayOptions");
    return this;
  }

  /**
   * Sets what a peer's config may ask for.
   *
   * @param rules the rules
   * @return this
   */
  public JitOrchestratorBuilder peerConfigRules(PeerConfigRules rules) {
    this.peerConfigRules = Objects.requireNonNull(rules, "peerConfigRules");
    return this;
  }

  /**
   * Sets how the control plane is asked again about peers that stay.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder revalidationOptions(RevalidationOptions options) {
    this.revalidationOptions = Objects.requireNonNull(options, "revalidationOptions");
    return this;
  }

  /**
   * Sets what is remembered across restarts of the process, and how the start warms up.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder startOptions(StartOptions options) {
    this.startOptions = Objects.requireNonNull(options, "startOptions");
    return this;
  }

  /**
   * Sets how listeners and observers are told.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder eventOptions(EventOptions options) {
    this.eventOptions = Objects.requireNonNull(options, "eventOptions");
    return this;
  }

  /**
   * Sets how long calls of the parts that are given to this builder may take.
   *
   * @param options the options
   * @return this
   */
  public JitOrchestratorBuilder watchdogOptions(WatchdogOptions options) {
    this.watchdogOptions = Objects.requireNonNull(options, "watchdogOptions");
    return this;
  }

  /**
   * Adds a listener.
   *
   * @param listener is told what happens
   * @return this
   */
  public JitOrchestratorBuilder listener(JitListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Adds an observer of stage times.
   *
   * @param observer is told how long stages take
   * @return this
   */
  public JitOrchestratorBuilder stageObserver(StageObserver observer) {
    observers.add(Objects.requireNonNull(observer, "stageObserver"));
    return this;
  }

  /**
   * Sets the clocks. Packet sources must read the same monotonic clock.
   *
   * @param time the clocks; the machine's own by default
   * @return this
   */
  public JitOrchestratorBuilder timeSource(TimeSource time) {
    this.timeSource = Objects.requireNonNull(time, "timeSource");
    return this;
  }

  /**
   * Sets who runs things later: deadlines and sweeps.
   *
   * @param runner the scheduler; not closed by the orchestrator. By default it has one of its own
   * @return this
   */
  public JitOrchestratorBuilder scheduler(Scheduler runner) {
    this.scheduler = Objects.requireNonNull(runner, "scheduler");
    return this;
  }

  /**
   * Sets where jitter and hash seeds come from. Seeds keep attackers from choosing keys that
   * collide, so a predictable generator is for tests only.
   *
   * @param generator the generator; thread-safe; a {@link SecureRandom} by default
   * @return this
   */
  public JitOrchestratorBuilder random(RandomGenerator generator) {
    this.random = Objects.requireNonNull(generator, "random");
    return this;
  }

  JitOrchestratorBuilder stageExecutors(StageExecutors stages) {
    this.executors = stages;
    return this;
  }

  /**
   * Creates the orchestrator, which does nothing until it is started.
   *
   * @return the orchestrator, now the owner of its sources and store
   * @throws IllegalStateException if a packet source, the config source or the store is missing, or
   *     it was built before
   */
  public JitOrchestrator build() {
    if (built) {
      throw new IllegalStateException("an orchestrator was built already, and owns the parts");
    }
    if (packetSources.isEmpty()) {
      throw new IllegalStateException(
          "no packet source was given; call packetSource(...) or set packet-source");
    }
    PeerConfigSource configs = BuilderParts.required(configSource, "config source", "configSource");
    PeerStore peers = BuilderParts.required(store, "peer store", "store");
    BuilderParts.refuseBoth(replayMemory, replayStore);
    built = true;
    PipelineConfig config =
        new PipelineConfig(
            List.copyOf(packetSources),
            configs,
            peers,
            outboundSource,
            replayMemory,
            replayStore,
            wakeUpOptions,
            evictionPolicy,
            evictionOptions,
            admissionOptions,
            provisioningOptions,
            replayOptions,
            answerCacheOptions,
            peerConfigRules,
            revalidationOptions,
            startOptions,
            eventOptions,
            watchdogOptions,
            List.copyOf(listeners),
            List.copyOf(observers),
            timeSource,
            scheduler,
            executors,
            random);
    return new JitOrchestrator(new Pipeline(config, WarmUp.of(config)));
  }
}
