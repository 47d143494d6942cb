package io.jitpeers.internal.provisioning;

import io.jitpeers.Outcome;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.writer.InstallRequest;
import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.Scheduler;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One peer on its way in: the single flight of its key. It keeps the newest packet, for a client
 * that retried has forgotten its older ephemeral key. Mutable fields are guarded by {@link
 * Provisioning}'s lock.
 */
final class Pending {
  final PublicKey key;

  /** Whether the peer was believed to be resident, and is installed again. */
  final boolean again;

  /** When the initiator was identified. */
  final long identifiedNanos;

  Packet packet;

  /** When its config was at hand. */
  long configNanos;

  boolean ended;
  Scheduler.@Nullable Cancellable deadline;
  @Nullable CompletableFuture<PeerLookup> lookup;

  Pending(PublicKey key, Packet packet, boolean again, long identifiedNanos) {
    this.key = key;
    this.packet = packet;
    this.again = again;
    this.identifiedNanos = identifiedNanos;
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
      return owner.isWanted(Pending.this);
    }

    @Override
    public void installed() {
      owner.installed(Pending.this, config);
    }

    @Override
    public void withdrawn() {
      owner.end(Pending.this, Outcome.CLOSED, "the orchestrator was closed");
    }

    @Override
    public void conflicted(Conflict conflict) {
      owner.conflicted(
          Pending.this,
          "the allowed IP "
              + conflict.wanted()
              + " overlaps "
              + conflict.held()
              + " of the resident peer "
              + conflict.holder());
    }

    @Override
    public void failed(StoreException failure) {
      owner.end(Pending.this, Outcome.STORE_FAILED, String.valueOf(failure.getMessage()));
    }
  }
}
