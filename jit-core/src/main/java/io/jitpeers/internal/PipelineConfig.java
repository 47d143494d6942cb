package io.jitpeers.internal;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.agreement.Candidate;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EventOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.ExplainOptions;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.RecoveryOptions;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.options.StartOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.recovery.TransportSource;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundSource;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The parts and options of a pipeline. If the scheduler or the executors are null, the pipeline
 * creates its own and closes them. Without a source of outbound packets, no peer is woken. Without
 * a source of transport data, no lost session is recovered. Without a replay memory, the pipeline
 * creates one. A replay store, if there is one, preserves the content of the created memory across
 * restarts. Without a fleet, the gateway shares nothing with other gateways.
 */
public record PipelineConfig(
    List<PacketSource> packetSources,
    PeerConfigSource configSource,
    PeerStore store,
    Candidate keyAgreement,
    @Nullable OutboundSource outboundSource,
    @Nullable TransportSource transportSource,
    @Nullable ReplayMemory replayMemory,
    @Nullable ReplayStore replayStore,
    @Nullable Fleet fleet,
    WakeUpOptions wakeUpOptions,
    RecoveryOptions recoveryOptions,
    EvictionPolicy evictionPolicy,
    List<AutoCloseable> ownedPolicies,
    EvictionOptions evictionOptions,
    AdmissionOptions admissionOptions,
    ProvisioningOptions provisioningOptions,
    ReplayOptions replayOptions,
    FleetOptions fleetOptions,
    AnswerCacheOptions answerCacheOptions,
    PeerConfigRules peerConfigRules,
    RevalidationOptions revalidationOptions,
    StartOptions startOptions,
    EventOptions eventOptions,
    WatchdogOptions watchdogOptions,
    ExplainOptions explainOptions,
    List<JitListener> listeners,
    List<StageObserver> observers,
    TimeSource time,
    @Nullable Scheduler scheduler,
    @Nullable StageExecutors executors,
    RandomGenerator random) {

  /** Returns the implementation of X25519 that opens initiations. */
  public KeyAgreement25519 x25519() {
    return keyAgreement.implementation();
  }
}
