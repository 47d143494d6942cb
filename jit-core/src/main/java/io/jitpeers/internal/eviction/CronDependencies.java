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
 * The parts that the eviction cron uses. The cron closes none of them.
 *
 * @param beforeSweep checks whether the device was replaced, so that facts about the old device are
 *     not applied to the peers of the new device
 * @param store lists the peers; the cron never changes it
 * @param hotSet the set that is compared with the listing
 * @param policy selects the peers to evict
 * @param options how sweeps are done
 * @param confirmationTime how long a peer that must complete a handshake may take to do so
 * @param evictor removes peers
 * @param lookups asks the control plane about a resident peer; an answer shows that the control
 *     plane can be reached; the returned futures complete in bounded time
 * @param adoptionLookups asks the control plane about peers that were found on the device, at the
 *     lowest priority; the returned futures complete in bounded time, and cancelling a future ends
 *     its lookup
 * @param fate decides what happens to peers that were found on the device
 * @param health determines from past lookups whether the control plane can be reached
 * @param events publishes events about completed sweeps and about peers that another program
 *     removed
 * @param time measures ages and drives the schedule
 * @param scheduler wakes the cron
 * @param executor runs sweeps, which block while the store is listed
 * @param policyExecutor runs the policies, one task at a time; a task may hang forever
 * @param random the source of jitter
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
