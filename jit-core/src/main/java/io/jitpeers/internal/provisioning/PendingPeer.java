package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One peer on its way in: the single flight of its key. It keeps the newest initiation, for a
 * client that retried has forgotten its older ephemeral key, and the first packets that wait for
 * the peer on the private side. Mutable fields are guarded by the lock of {@link PendingPeers}.
 */
final class PendingPeer {
  /** A burst, such as two questions to a name server; a talker sends the rest again. */
  private static final int MAX_WAITING = 4;

  private static final Set<Outcome> REFUSALS =
      EnumSet.of(
          Outcome.NOT_FOUND, Outcome.EXPIRED, Outcome.CONFIG_REFUSED, Outcome.LOOKUP_REJECTED);

  final PublicKey key;

  /** Whether the peer was believed to be resident, and is installed again. */
  final boolean again;

  /** Whether the control plane once knew the key, so that it goes before strangers. */
  final boolean known;

  /** When the initiator was identified. */
  final long identifiedNanos;

  Demand demand;

  /** The timestamp of the initiation; null if there is none yet. */
  @Nullable Tai64n newest;

  /** What else waits for the peer. */
  final List<Demand.WakeUp> waiting = new ArrayList<>(0);

  /** When its config was at hand. */
  long configNanos;

  /** What the control plane said, and for how long it is to be believed. */
  @Nullable PeerConfig answered;

  Duration fresh = Duration.ZERO;

  /** Whether there was a hint of a change, so that an answer may be older than the change. */
  boolean hinted;

  /** The peers that were asked about because they hold what this one wants. */
  final Set<PublicKey> askedHolders = new HashSet<>(0);

  /** Whether it counts towards the peers that may be resident. */
  boolean hasPlace;

  /** Whether it conflicted with a resident peer, and how many had left before. */
  boolean conflicted;

  int departures;

  /** Whether it ended by what was remembered, which is not remembered anew. */
  boolean endedFromMemory;

  boolean ended;
  Scheduler.@Nullable Cancellable deadline;
  @Nullable CompletableFuture<PeerLookup> lookup;

  PendingPeer(PublicKey key, Demand demand, boolean again, boolean known, long identifiedNanos) {
    this.key = key;
    this.demand = demand;
    this.again = again;
    this.known = known || again;
    this.identifiedNanos = identifiedNanos;
  }

  /**
   * Takes another initiation of the client. Two of them may come in the other order than they were
   * sent: the one with the newer timestamp stays, for the client has forgotten the older one.
   *
   * @param resumed whether the client's clock was set back in between, so that this one is the
   *     newer one whatever the timestamps say
   * @return the older initiation; null if there is none, as a wake-up waits on
   */
  @Nullable Demand supersede(Demand.Initiation initiation, Tai64n timestamp, boolean resumed) {
    if (!resumed && newest != null && !timestamp.isAfter(newest)) {
      return initiation;
    }
    newest = timestamp;
    Demand older = demand;
    demand = initiation;
    if (older instanceof Demand.WakeUp wakeUp) {
      waiting.add(wakeUp);
      return null;
    }
    return older;
  }

  /**
   * Whether its end holds for a moment for whatever comes with the key: the control plane refused
   * it, with no hint of a change since.
   */
  boolean isToBeRemembered(Outcome outcome) {
    return REFUSALS.contains(outcome) && !isWakeUp() && !hinted && !endedFromMemory;
  }

  /** Waits with the others, unless there are many. */
  boolean await(Demand.WakeUp wakeUp) {
    return waiting.size() < MAX_WAITING && waiting.add(wakeUp);
  }

  /** Whether it is only the private side that wants the peer. */
  boolean isWakeUp() {
    return demand instanceof Demand.WakeUp;
  }

  /** Who makes its lookup necessary. */
  long source() {
    return demand instanceof Demand.Initiation initiation
        ? SourceKey.of(initiation.packet().source().getAddress())
        : Asking.ownSource(key);
  }

  /** Whether a packet of the private side can be sent again. */
  private boolean canSendAgain() {
    return (demand instanceof Demand.WakeUp first && first.packet().canBeSentAgain())
        || waiting.stream().anyMatch(wakeUp -> wakeUp.packet().canBeSentAgain());
  }

  /**
   * The config with the endpoint that the peer is to be woken at: where it was last heard from,
   * else its own; null if it has none. Nothing changes for a client that sent an initiation.
   */
  @Nullable PeerConfig reachable(PeerConfig config) {
    if (demand instanceof Demand.WakeUp wakeUp) {
      if (wakeUp.endpoint() != null) {
        return config.withEndpoint(wakeUp.endpoint());
      }
      return config.endpoint().isPresent() ? config : null;
    }
    return config;
  }

  /** Lets go of what an ended flight no longer needs: its deadline and its lookup. */
  void release() {
    try {
      if (deadline != null) {
        deadline.cancel();
      }
    } finally {
      if (lookup != null) {
        lookup.cancel(true);
      }
    }
  }

  /**
   * What the writer installs. A peer has its endpoint from the start: one with a keepalive and
   * without an endpoint has the kernel try in vain, and then not again for 5 s.
   */
  Prepared prepare(PeerConfig config, FirstPackets firstPackets) {
    InetSocketAddress initiateTo = initiateTo(config, firstPackets);
    InetSocketAddress endpoint = initiateTo == null ? endpoint(firstPackets) : initiateTo;
    return new Prepared(
        endpoint == null ? config : config.withEndpoint(endpoint),
        initiateTo,
        initiateTo == null && isWakeUp());
  }

  private @Nullable InetSocketAddress initiateTo(PeerConfig config, FirstPackets firstPackets) {
    if (demand instanceof Demand.Initiation initiation) {
      return firstPackets.initiateTo(initiation, again);
    }
    // A packet that is sent again has the data plane initiate.
    return canSendAgain() ? null : firstPackets.initiateTo(config);
  }

  private @Nullable InetSocketAddress endpoint(FirstPackets firstPackets) {
    return demand instanceof Demand.Initiation initiation && !waiting.isEmpty()
        ? firstPackets.endpoint(initiation)
        : null;
  }
}
