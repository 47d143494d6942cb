package io.jitpeers.internal.eviction;

import io.jitpeers.eviction.EvictionPolicy;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What the cron works with. It owns none of it.
 *
 * @param beforeSweep looks whether the device changed, so that its peers are not judged by what was
 *     known of another
 * @param store is listed, never changed
 * @param hotSet is compared with the listing
 * @param policy chooses who leaves
 * @param options how sweeps are done
 * @param confirmationTime how long a peer that is expected to complete a handshake may take
 * @param evictor removes peers
 * @param lookups asks the control plane whether it can be reached; its futures end in bounded time
 * @param adoptionLookups asks the control plane about found peers, which may wait for all else; its
 *     futures end in bounded time, and cancelling one gives it up
 * @param fate decides about found peers that are adopted
 * @param health what lookups have shown so far
 * @param events is told of lost peers and ended sweeps
 * @param time for ages and for the schedule
 * @param scheduler wakes the cron
 * @param executor runs sweeps, which block while the store is listed
 * @param policyExecutor asks policies, one task at a time, each of which may never return
 * @param random where jitter comes from
 */
public record CronDependencies(
    Runnable beforeSweep,
    PeerStore store,
    HotSet hotSet,
    EvictionPolicy policy,
    EvictionOptions options,
    Duration confirmationTime,
    Evictor evictor,
    Function<PublicKey, CompletableFuture<PeerLookup>> lookups,
    Function<PublicKey, CompletableFuture<PeerLookup>> adoptionLookups,
    FoundPeersFate fate,
    ControlPlaneHealth health,
    Events events,
    TimeSource time,
    Scheduler scheduler,
    Executor executor,
    Executor policyExecutor,
    RandomGenerator random) {}
