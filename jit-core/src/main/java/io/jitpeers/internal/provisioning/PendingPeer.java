package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.writer.InstallRequest;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.StoreException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One peer on its way in: the single flight of its key. It keeps the newest initiation, for a
 * client that retried has forgotten its older ephemeral key, and the first packets that wait for
 * the peer on the private side. Mutable fields are guarded by {@link PendingPeers}.
 */
final class PendingPeer {
  /** A burst, such as two questions to a name server; a talker sends the rest again. */
  private static final int MAX_WAITING = 4;

  final PublicKey key;

  /** Whether the peer was believed to be resident, and is installed again. */
  final boolean again;

  /** When the initiator was identified. */
  final long identifiedNanos;

  Demand demand;

  /** What else waits for the peer. */
  final List<Demand.WakeUp> waiting = new ArrayList<>(0);

  /** When its config was at hand. */
  long configNanos;

  boolean ended;
  Scheduler.@Nullable Cancellable deadline;
  @Nullable CompletableFuture<PeerLookup> lookup;

  PendingPeer(PublicKey key, Demand demand, boolean again, long identifiedNanos) {
    this.key = key;
    this.demand = demand;
    this.again = again;
    this.identifiedNanos = identifiedNanos;
  }

  /** Takes the place of an older initiation, which is given; one that is a wake-up waits on. */
  @Nullable Demand supersede(Demand.Initiation newer) {
    Demand older = demand;
    demand = newer;
    if (older instanceof Demand.WakeUp wakeUp) {
      waiting.add(wakeUp);
      return null;
    }
    return older;
  }

  /** Waits with the others, unless there are many. */
  boolean await(Demand.WakeUp wakeUp) {
    return waiting.size() < MAX_WAITING && waiting.add(wakeUp);
  }

  /** Whether it is only the private side that wants the peer. */
  boolean isWakeUp() {
    return demand instanceof Demand.WakeUp;
  }

  /** Whether a packet of the private side can be sent again. */
  boolean canSendAgain() {
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
    if (deadline != null) {
      deadline.cancel();
    }
    if (lookup != null) {
      lookup.cancel(true);
    }
  }

  /** What the writer is given for this peer. */
  InstallRequest request(PeerConfig config, Provisioning owner) {
    return new Request(config, owner);
  }

  private final class Request implements InstallRequest {
    private final PeerConfig config;
    private final Provisioning owner;

    Request(PeerConfig config, Provisioning owner) {
      this.config = config;
      this.owner = owner;
    }

    @Override
    public PeerConfig config() {
      return config;
    }

    @Override
    public boolean stillWanted() {
      return owner.isWanted(PendingPeer.this);
    }

    @Override
    public @Nullable InetSocketAddress initiateTo() {
      return owner.initiateTo(PendingPeer.this, config);
    }

    @Override
    public @Nullable InetSocketAddress endpoint() {
      return owner.endpoint(PendingPeer.this);
    }

    @Override
    public boolean unconfirmed() {
      return owner.isWakeUp(PendingPeer.this);
    }

    @Override
    public void installed(boolean initiated) {
      owner.installed(PendingPeer.this, config, initiated);
    }

    @Override
    public void withdrawn() {
      owner.end(PendingPeer.this, Outcome.CLOSED, "the orchestrator was closed");
    }

    @Override
    public void conflicted(Conflict conflict) {
      owner.conflicted(
          PendingPeer.this,
          "the allowed IP "
              + conflict.wanted()
              + " overlaps "
              + conflict.held()
              + " of the resident peer "
              + conflict.holder());
    }

    @Override
    public void failed(StoreException failure) {
      owner.end(PendingPeer.this, Outcome.STORE_FAILED, String.valueOf(failure.getMessage()));
    }
  }
}
