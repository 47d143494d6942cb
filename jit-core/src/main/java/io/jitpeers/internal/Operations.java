package io.jitpeers.internal;

import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.eviction.SweepReport;
import io.jitpeers.explain.PeerExplanation;
import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.internal.eviction.EvictionCron;
import io.jitpeers.internal.provisioning.Provisioning;
import io.jitpeers.internal.revalidation.Revalidation;
import io.jitpeers.internal.writer.StoreWriter;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The operations that an embedding program can request while the pipeline runs. Before the device
 * has been read, operations that need the device fail with an {@link IllegalStateException}.
 * Thread-safe.
 */
public record Operations(
    Lifecycle lifecycle,
    CurrentDevice device,
    EvictionCron cron,
    StoreWriter writer,
    Provisioning provisioning,
    Revalidation revalidation,
    Explanations explanations) {

  /**
   * Runs a sweep, which evicts the peers that the eviction policy selects. A dry run evicts no
   * peer; it reports how many peers a sweep would evict.
   */
  public CompletableFuture<SweepReport> sweep(boolean dryRun) {
    return ifReady(() -> cron.runNow(dryRun));
  }

  /** Stops all sweeps except those of {@link #sweep}, until {@link #resumeEviction} is called. */
  public void pauseEviction() {
    cron.pause();
  }

  /** Lets all sweeps run again. */
  public void resumeEviction() {
    cron.resume();
  }

  /**
   * Removes a peer even if it is protected from sweeps. The future completes with whether the peer
   * was resident.
   */
  public CompletableFuture<Boolean> evict(PublicKey key) {
    return ifReady(() -> writer.remove(new Eviction(key, EvictionCause.MANUAL)));
  }

  /**
   * Removes a revoked peer and drops the cached answer about it. The future completes with whether
   * the peer was resident.
   */
  public CompletableFuture<Boolean> revoke(PublicKey key) {
    return ifReady(() -> provisioning.revoke(key));
  }

  /**
   * Evicts the peers whose eviction the revalidation brake has suspended, and returns their number.
   * The brake suspends evictions when the control plane suddenly no longer knows many of the
   * resident peers.
   */
  public int releaseBrake() {
    return revalidation.releaseBrake();
  }

  /**
   * Removes a key's peer and resets the key's timestamps, so that a client whose clock was set back
   * is admitted again. The future completes with whether the replay memory remembered the key.
   */
  public CompletableFuture<Boolean> forgetTimestamp(PublicKey key) {
    return ifReady(() -> provisioning.timestampResets().forget(key));
  }

  /**
   * Explains why a peer can or cannot connect. Works at any time, even after the pipeline was
   * closed.
   */
  public PeerExplanation explain(PublicKey key) {
    return explanations.explain(key);
  }

  private <T> CompletableFuture<T> ifReady(Supplier<CompletableFuture<T>> operation) {
    IllegalStateException notReady = lifecycle.notReady(device.status().isPresent());
    return notReady == null ? operation.get() : CompletableFuture.failedFuture(notReady);
  }
}
