package io.jitpeers.internal;

import io.jitpeers.AdmissionOptions;
import io.jitpeers.AnswerCacheOptions;
import io.jitpeers.JitListener;
import io.jitpeers.PeerConfigRules;
import io.jitpeers.ProvisioningOptions;
import io.jitpeers.StageObserver;
import io.jitpeers.WakeUpOptions;
import io.jitpeers.eviction.EvictionOptions;
import io.jitpeers.spi.EvictionPolicy;
import io.jitpeers.spi.OutboundSource;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.spi.Scheduler;
import io.jitpeers.spi.TimeSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything a pipeline is made of. A null scheduler or executors means: make and own them; without
 * a source of outbound packets nobody is woken.
 */
public record PipelineConfig(
    List<PacketSource> packetSources,
    PeerConfigSource configSource,
    PeerStore store,
    @Nullable OutboundSource outboundSource,
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
