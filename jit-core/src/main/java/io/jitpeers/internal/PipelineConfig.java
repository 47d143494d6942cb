package io.jitpeers.internal;

import io.jitpeers.event.JitListener;
import io.jitpeers.event.StageObserver;
import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.options.AdmissionOptions;
import io.jitpeers.options.AnswerCacheOptions;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.PeerConfigRules;
import io.jitpeers.options.ProvisioningOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wakeup.OutboundSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a pipeline is made of. A null scheduler or executors means: make and own them; without
 * a source of outbound packets nobody is woken, and without a replay memory it is a local one.
 */
public record PipelineConfig(
    List<PacketSource> packetSources,
    PeerConfigSource configSource,
    PeerStore store,
    @Nullable OutboundSource outboundSource,
    @Nullable ReplayMemory replayMemory,
    WakeUpOptions wakeUpOptions,
    EvictionPolicy evictionPolicy,
    EvictionOptions evictionOptions,
    AdmissionOptions admissionOptions,
    ProvisioningOptions provisioningOptions,
    AnswerCacheOptions answerCacheOptions,
    PeerConfigRules peerConfigRules,
    List<JitListener> listeners,
    List<StageObserver> observers,
    TimeSource time,
    @Nullable Scheduler scheduler,
    @Nullable StageExecutors executors,
    RandomGenerator random) {}
