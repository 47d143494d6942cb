package io.jitpeers.internal.provisioning;

import io.jitpeers.internal.common.Completions;
import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.device.DeviceLooks;
import io.jitpeers.internal.explain.OutcomeMemory;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.hotset.PeerTracker;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;

/** The objects that provisioning uses. */
public record ProvisioningParts(
    HotSet hotSet,
    ReplayMemory replayMemory,
    ReplayPolicy replayPolicy,
    Lookups lookups,
    StoreWriter writer,
    Completions completions,
    Events events,
    TimeSource time,
    Scheduler scheduler,
    AnswerCache cache,
    ConfigCheck configCheck,
    FirstPackets firstPackets,
    Runnable sweepSoon,
    Revalidation revalidation,
    PeerTracker tracker,
    DeviceLooks looks,
    OutcomeMemory outcomes) {}
