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
 * What revalidation works with. It owns none of it.
 *
 * @param mostOpen how many questions in the background may be open at once, 1 or more
 * @param journal remembers what is installed across restarts
 * @param departures takes peers off that the control plane no longer wants
 * @param known is told what the control plane says of peers that it knows
 * @param changed is told of configs that came into force on the device
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
