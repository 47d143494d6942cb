package io.jitpeers.internal;

import io.jitpeers.eviction.ResidentPeer;
import io.jitpeers.explain.LastAnswer;
import io.jitpeers.explain.PastInitiations;
import io.jitpeers.internal.explain.Moments;
import io.jitpeers.internal.lookup.AnswerCache;
import io.jitpeers.internal.provisioning.Room;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.List;
import java.util.Optional;

/**
 * The facts that the orchestrator knows about a key. A {@link Forecast} is derived from them. Holds
 * secrets.
 *
 * @param invalid whether the control plane's latest answer was an invalid config for the key
 * @param room the limits that apply to the next initiation if the peer is not resident
 */
record Subject(
    PublicKey key,
    Moments moments,
    Optional<ResidentPeer> resident,
    boolean provisioning,
    List<PastInitiations> initiations,
    Optional<Tai64n> newest,
    AnswerCache.Holding cached,
    Optional<LastAnswer> answer,
    boolean invalid,
    Room room) {}
