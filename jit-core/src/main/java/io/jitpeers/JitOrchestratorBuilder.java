package io.jitpeers;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.internal.Pipeline;
import io.jitpeers.internal.PipelineConfig;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.settings.SettingsReader;
import io.jitpeers.internal.warmup.WarmUp;
import io.jitpeers.options.ProvisioningOptions;
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
public final class JitOrchestratorBuilder extends OrchestratorOptions {
  private final List<PacketSource> packetSources = new ArrayList<>();
  private final List<JitListener> listeners = new ArrayList<>();
  private final List<StageObserver> observers = new ArrayList<>();
  private @Nullable PeerConfigSource configSource;
  private @Nullable PeerStore store;
  private @Nullable OutboundSource outboundSource;
  private @Nullable ReplayMemory replayMemory;
  private @Nullable ReplayStore replayStore;
  private TimeSource timeSource = TimeSource.system();
  private RandomGenerator random = new SecureRandom();
  private @Nullable Scheduler scheduler;
  private @Nullable StageExecutors executors;
  private boolean built;

  JitOrchestratorBuilder() {}

  JitOrchestratorBuilder settings(Settings settings) {
    SettingsReader reader = new SettingsReader(settings);
    readOptions(reader);
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

  @Override
  JitOrchestratorBuilder self() {
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
