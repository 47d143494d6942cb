package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers the newest timestamp of each initiator, even after the initiator's peer was evicted.
 *
 * <p>The kernel keeps the newest timestamp inside the peer, so evicting the peer erases the
 * timestamp. Without a memory, a recorded initiation would then install the peer again and move its
 * endpoint to the sender of the recording (whitepaper section 5.1). By default an orchestrator has
 * a memory in its own process. Gateways that share a private key need a shared memory.
 *
 * <p>Clients' clocks are sometimes wrong. Suppose that a client sends an initiation with a
 * timestamp from the far future. The client must be accepted again once its clock is right, but a
 * recording of that initiation must be refused. A client whose clock fell back is accepted again
 * after {@link #forget}. Each memory defines and documents how far in the future a timestamp may
 * be, and how many accepted initiations it remembers. The built-in memory has the settings {@code
 * replay.max-ahead} and {@code replay.seen-size} for these two limits.
 *
 * <p>{@link #judge} and {@link #isProtected} are mostly called on a thread that opens initiations,
 * and further initiations wait until the call returns. {@link #protect} and {@link #forget} are
 * mostly called on the thread that changes the peer store, and installs wait until the call
 * returns. {@link #epoch} is called on the thread that receives the control plane's answer. A call
 * that takes longer than the setting {@code watchdog.slow-call} is logged as a warning.
 *
 * <p>A memory is bounded, because anyone can create any number of keys and prove possession of
 * them. A full memory first forgets keys that are not {@linkplain #protect protected}. A memory
 * never uses timestamps to select the keys to forget, because clients control the timestamps.
 * Thread-safe.
 */
public interface ReplayMemory extends AutoCloseable {

  /**
   * Accepts and records a timestamp if it is newer than all earlier timestamps of the key. Returns
   * at once, without blocking. If the memory already knows the result, it returns a completed
   * stage, so that the caller need not change threads.
   *
   * @param key the key of an initiator that proved possession of its private key
   * @param timestamp the timestamp of the initiation
   * @return a stage that completes in bounded time: with true if the timestamp is newer than all
   *     remembered timestamps of the key and is now recorded; with false if the initiation is a
   *     replay; exceptionally if the memory cannot decide. If the memory cannot decide, the
   *     orchestrator ignores the initiation, and the client tries again. The orchestrator waits no
   *     longer than {@link io.jitpeers.options.ProvisioningOptions#lookupDeadline}
   */
  CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp);

  /**
   * Decides like {@link #advance}, but completes with a more detailed verdict. The orchestrator
   * calls this method. The default calls {@link #advance} and therefore cannot report clients whose
   * clocks fell back.
   *
   * @param key the key of an initiator that proved possession of its private key
   * @param timestamp the timestamp of the initiation
   * @return a stage that completes with a verdict, or exceptionally if the memory cannot decide
   */
  default CompletionStage<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    return advance(key, timestamp)
        .thenApply(newer -> newer ? ReplayVerdict.NEWER : ReplayVerdict.REPLAYED);
  }

  /**
   * Marks a key as known to the control plane, so that the memory keeps it longer than all unknown
   * keys. Returns at once; the change may take effect later. Does nothing if the key is not
   * remembered.
   *
   * @param key the initiator's public key
   */
  default void protect(PublicKey key) {}

  /**
   * Returns whether a key was {@linkplain #protect protected}, that is, whether the control plane
   * once knew it. If initiations of many unknown keys arrive, the lookups of protected keys go
   * first. Called for each initiation whose sender proved possession of its key. Returns at once,
   * without blocking.
   *
   * @param key the initiator's public key
   * @return true if the key was protected; false if not, or if the memory cannot tell without
   *     blocking. The default returns false
   */
  default boolean isProtected(PublicKey key) {
    return false;
  }

  /**
   * Returns the timestamp that a key's next timestamp must exceed, unless the next timestamp is too
   * far in the future. A memory may keep a second limit, which applies only to timestamps that are
   * too far in the future. This method does not return the second limit. The orchestrator shows the
   * result when it explains to an operator how a key is treated. Has no side effects: a call does
   * not make the memory keep the key longer. Returns at once, without blocking.
   *
   * @param key the initiator's public key
   * @return the timestamp; empty if the memory does not remember the key, if the key was just reset
   *     with {@link #forget} so that any timestamp is acceptable, or if the memory cannot tell
   *     without blocking. The default returns empty
   */
  default Optional<Tai64n> newest(PublicKey key) {
    return Optional.empty();
  }

  /**
   * Resets a key's timestamps, because its client's clock fell back. The client's next initiation
   * is accepted, whatever its timestamp, unless the memory can tell that the same initiation was
   * accepted before. Each later initiation is compared with its predecessor: the initiation that
   * was accepted just before it. The later initiation must have the newer timestamp of the two. In
   * addition, it must meet one of two conditions. The first condition: its timestamp is newer than
   * every timestamp from before the reset. The second condition: its timestamp and the
   * predecessor's timestamp are not much further apart than the arrivals of the two initiations.
   * Recordings from before the reset therefore stay refused as far as possible.
   *
   * @param key the initiator's public key
   * @return a stage that completes with true if the memory remembers the key, with false if not, or
   *     exceptionally if the memory cannot tell. The default completes exceptionally
   */
  default CompletionStage<Boolean> forget(PublicKey key) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException(
            "forget the timestamps of "
                + key
                + ": not supported; this replay memory must override ReplayMemory.forget"));
  }

  /**
   * Records the timestamp epoch that the control plane gives for a key. Does nothing if the key is
   * not remembered. If the memory remembers the key without an epoch, the memory adds this epoch
   * and does nothing else. If this epoch is greater than the remembered epoch, the memory replaces
   * the remembered epoch and resets the key's timestamps once, as {@link #forget} does. Any other
   * epoch is ignored. The memory keeps an epoch for as long as it keeps the key's newest timestamp.
   *
   * @param key the initiator's public key
   * @param epoch 0 to {@link io.jitpeers.wireguard.PeerConfig#MAX_TIMESTAMP_EPOCH}
   * @return a stage that completes with true if this call reset the key's timestamps, otherwise
   *     with false. The default does nothing for epoch 0, and otherwise completes exceptionally
   */
  default CompletionStage<Boolean> epoch(PublicKey key, long epoch) {
    return epoch == 0
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(
            new UnsupportedOperationException(
                "take the timestamp epoch of "
                    + key
                    + ": not supported; this replay memory must override ReplayMemory.epoch"));
  }

  /**
   * {@return the number of remembered keys, zero or more; negative if the memory cannot tell
   * without blocking}
   */
  default long size() {
    return -1;
  }

  /** {@return the number of keys that were forgotten to make room; never decreases} */
  default long forgotten() {
    return 0;
  }

  /**
   * Releases the memory's resources. Later calls complete exceptionally. Stages that earlier calls
   * returned need not complete any more, because the orchestrator no longer waits for them. Closing
   * again does nothing.
   */
  @Override
  default void close() {}
}
