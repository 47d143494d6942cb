package io.jitpeers.internal.revalidation;

import io.jitpeers.internal.common.Events;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.internal.journal.PeerJournal;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.lookup.ConfigCheck;
import io.jitpeers.internal.lookup.Lookups;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The collaborators of revalidation. Revalidation owns none of them.
 *
 * @param mostOpen the maximum number of background questions that may be open at once, 1 or more
 * @param journal records the installed peers across restarts
 * @param departures removes peers that the control plane no longer wants
 * @param known receives the config in each answer that contains a config
 * @param changed receives each config that took effect on the device
 */
public record RevalidationParts(
    RevalidationOptions options,
    HotSet hotSet,
    Lookups lookups,
    int mostOpen,
    AnswerCache answers,
    ConfigCheck configCheck,
    StoreWriter writer,
    PeerJournal journal,
    Departures departures,
    Consumer<PeerConfig> known,
    Consumer<PeerConfig> changed,
    Events events,
    TimeSource time,
    Scheduler scheduler,
    RandomGenerator random) {}
