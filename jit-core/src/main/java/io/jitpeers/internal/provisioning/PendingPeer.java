package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.event.Stage;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.SourceKey;
import io.jitpeers.internal.lookup.Asking;
import io.jitpeers.internal.trace.FlightTrace;
import io.jitpeers.internal.writer.Delay;
import io.jitpeers.internal.writer.InstallRequest.Prepared;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.trace.StageEnd;
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
 * A pending peer, also called a flight: the attempt to provision one peer, from the first packet
 * until the peer is installed or refused. A key has at most one flight at a time. The flight keeps
 * only the newest initiation, because a client that retried has forgotten its older ephemeral key.
 * The flight also keeps the first packets that wait for the peer and come from the private side,
 * which is the network behind the gateway. Mutable fields are guarded by the lock of {@link
 * PendingPeers}.
 */
final class PendingPeer {
  /**
   * The maximum number of waiting packets, enough for a burst such as two queries to a name server.
   * Senders retransmit packets that are dropped.
   */
  private static final int MAX_WAITING = 4;

  private static final Set<Outcome> REFUSALS =
      EnumSet.of(
          Outcome.NOT_FOUND, Outcome.EXPIRED, Outcome.CONFIG_REFUSED, Outcome.LOOKUP_REJECTED);

  final PublicKey key;

  /**
   * Whether the flight installs a peer again that should already be on the device. It does so
   * because the device seems not to answer the client; see {@link
   * io.jitpeers.internal.hotset.HotSet.Presence#UNANSWERED}.
   */
  final boolean again;

  /**
   * Whether the control plane once knew the key. The lookup of a known key goes before the lookups
   * of unknown keys.
   */
  final boolean known;

  /** When the initiator was identified. */
  final long identifiedNanos;

  Demand demand;

  /** The timestamp of the newest initiation; null before the first initiation. */
  @Nullable Tai64n newest;

  /** The packets from the private side that wait for the peer. */
  final List<Demand.WakeUp> waiting = new ArrayList<>(0);

  /** When the config arrived. Written before {@link #hasConfig}. */
  private long configNanos;

  /** Whether a config has arrived from the control plane or the cache. Not guarded by the lock. */
  private volatile boolean hasConfig;

  /**
   * The accepted config of the control plane; null before a config is accepted. {@link #fresh} says
   * how long the config may be used without asking again.
   */
  @Nullable PeerConfig answered;

  Duration fresh = Duration.ZERO;

  /**
   * Whether the control plane hinted during this flight that the peer may have changed. If so, an
   * answer may be older than the change.
   */
  boolean hinted;

  /**
   * Other peers about which the control plane was asked, because they hold allowed IPs that this
   * peer needs.
   */
  final Set<PublicKey> askedHolders = new HashSet<>(0);

  /** Whether the peer has a reserved place among the resident peers. */
  boolean hasPlace;

  /**
   * Whether the peer's config conflicted with a resident peer. If so, {@link #departures} is the
   * number that {@link io.jitpeers.internal.hotset.HotSet#departures} returned before the conflict
   * was found. As soon as that method returns another number, the refusal of the peer no longer
   * applies.
   */
  boolean conflicted;

  int departures;

  /**
   * Whether the flight ended because of a remembered refusal. Such a refusal is not remembered
   * again.
   */
  boolean endedFromMemory;

  boolean ended;
  Scheduler.@Nullable Cancellable deadline;
  @Nullable CompletableFuture<PeerLookup> lookup;

  /**
   * The trace of the flight; null if no tracer follows it. Set before the peer can be installed.
   */
  volatile @Nullable FlightTrace trace;

  PendingPeer(PublicKey key, Demand demand, boolean again, boolean known, long identifiedNanos) {
    this.key = key;
    this.demand = demand;
    this.again = again;
    this.known = known || again;
    this.identifiedNanos = identifiedNanos;
  }

  /**
   * Handles another initiation of the client. Initiations may arrive out of order. The initiation
   * with the newer timestamp is kept, because the client has forgotten the older one.
   *
   * @param resumed whether this initiation counts as the newer one regardless of its timestamp,
   *     because the client's clock was set back
   * @return the initiation that is not kept; null if the flight had only a packet from the private
   *     side before. That packet continues to wait
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
   * Returns whether to remember a refusal of this flight with the given outcome. A remembered
   * refusal applies to further initiations with the key. Four conditions must hold: an answer of
   * the control plane caused the refusal, the refusal was not already remembered, the flight has an
   * initiation, and the control plane gave no hint during the flight that the peer may have
   * changed.
   */
  boolean isToBeRemembered(Outcome outcome) {
    return REFUSALS.contains(outcome) && !isWakeUp() && !hinted && !endedFromMemory;
  }

  /** Adds a waiting packet. Returns false if {@link #MAX_WAITING} packets wait already. */
  boolean await(Demand.WakeUp wakeUp) {
    return waiting.size() < MAX_WAITING && waiting.add(wakeUp);
  }

  /** Returns whether only packets from the private side demand the peer. */
  boolean isWakeUp() {
    return demand instanceof Demand.WakeUp;
  }

  /**
   * Returns a number that identifies the source of the lookup, so that no source gets more than its
   * share of the lookups; see {@link Asking#source}. The source is the sender of the client's
   * initiation. If the client sent no initiation, the number is derived from the peer's key.
   */
  long source() {
    return demand instanceof Demand.Initiation initiation
        ? SourceKey.of(initiation.packet().source().getAddress())
        : Asking.ownSource(key);
  }

  /**
   * Returns whether any packet from the private side that waits for the peer can be sent to the
   * data plane again, by the source that captured it.
   */
  private boolean canSendAgain() {
    return (demand instanceof Demand.WakeUp first && first.packet().canBeSentAgain())
        || waiting.stream().anyMatch(wakeUp -> wakeUp.packet().canBeSentAgain());
  }

  /**
   * Returns the config to install. If the client sent an initiation, returns {@code config}. If a
   * packet from the private side wakes the peer, returns {@code config} with the peer's last known
   * endpoint or, if there is none, with its own endpoint. Returns null if neither is known.
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

  /** Records that a config has arrived. */
  void configArrived(long now) {
    configNanos = now;
    hasConfig = true;
    began(Stage.INSTALL);
  }

  /** Returns when the config arrived; if none has arrived, when the initiator was identified. */
  long configNanos() {
    return hasConfig ? configNanos : identifiedNanos;
  }

  /** Returns the outcome and the reason for a peer that was not installed in time. */
  Delay delay(StoreWriter writer, Duration waited) {
    return hasConfig
        ? writer.delay(key, waited)
        : new Delay(Outcome.LOOKUP_TIMEOUT, "no config was found for the peer within " + waited);
  }

  /** Begins a stage of the trace, if the flight is traced. */
  void began(Stage stage) {
    FlightTrace follower = trace;
    if (follower != null) {
      follower.began(stage);
    }
  }

  /** Ends a stage of the trace, if the flight is traced. */
  void ended(Stage stage, StageEnd.Result result) {
    FlightTrace follower = trace;
    if (follower != null) {
      follower.ended(stage, result);
    }
  }

  /** Ends the trace of an ended flight, and cancels the flight's deadline and lookup. */
  void release(Outcome outcome, String reason) {
    FlightTrace follower = trace;
    if (follower != null) {
      follower.ended(outcome, reason);
    }
    release();
  }

  /** Cancels the deadline and the lookup of an ended flight. */
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
   * Returns the config that the writer installs, and the endpoint to which the writer makes the
   * data plane initiate a handshake. That endpoint is null if the writer is to cause no handshake.
   * The returned config is {@code config} itself, except in two cases:
   *
   * <ul>
   *   <li>If the writer is to cause a handshake, the returned config contains the same endpoint.
   *   <li>If the writer is to cause no handshake, but the client sent an initiation and packets
   *       from the private side also wait, the returned config contains the source address of the
   *       initiation as its endpoint. An address that cannot be an endpoint is not used. If a peer
   *       with a persistent keepalive is installed without an endpoint, the kernel tries in vain to
   *       initiate a handshake, and does not try again for 5 s.
   * </ul>
   */
  Prepared prepare(PeerConfig config, FirstPackets firstPackets) {
    InetSocketAddress initiateTo = initiateTo(config, firstPackets);
    InetSocketAddress endpoint = initiateTo == null ? endpoint(firstPackets) : initiateTo;
    return new Prepared(
        endpoint == null ? config : config.withEndpoint(endpoint),
        initiateTo,
        initiateTo == null && isWakeUp(),
        answered);
  }

  private @Nullable InetSocketAddress initiateTo(PeerConfig config, FirstPackets firstPackets) {
    if (demand instanceof Demand.Initiation initiation) {
      return firstPackets.initiateTo(initiation, again);
    }
    // If a packet is sent again, the data plane itself initiates a handshake.
    return canSendAgain() ? null : firstPackets.initiateTo(config);
  }

  private @Nullable InetSocketAddress endpoint(FirstPackets firstPackets) {
    return demand instanceof Demand.Initiation initiation && !waiting.isEmpty()
        ? firstPackets.endpoint(initiation)
        : null;
  }
}
