package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers the newest timestamp of each initiator, also of those whose peers are gone.
 *
 * <p>A kernel keeps the newest timestamp inside the peer, so evicting a peer erases it, and a
 * recorded initiation would bring the peer back and move its endpoint to whoever sent the recording
 * (whitepaper section 5.1). An orchestrator has one in its own process by default; gateways that
 * share a key need one that they share.
 *
 * <p>Clients' clocks are wrong at times. A timestamp from the far future must not lock its owner
 * out once the clock is right again, and yet no recording of it may be accepted; and a client whose
 * clock fell back must have a way in, which is {@link #forget}. How far the future is, and how many
 * accepted initiations are remembered, is the memory's own to decide and to document: the one in
 * the process has {@code replay.max-ahead} and {@code replay.seen-size}.
 *
 * <p>Called on an opener's thread, where further initiations wait for each call to return, and
 * {@link #protect} on the writer's, where installs do. A call that takes longer than {@code
 * watchdog.slow-call} is named in a warning.
 *
 * <p>Bounded: anyone can make keys and prove them. A memory that is full forgets keys that are not
 * {@linkplain #protect protected} first, and never by the timestamps, which are made of clients'
 * clocks. Thread-safe.
 */
public interface ReplayMemory extends AutoCloseable {

  /**
   * Uses a timestamp up. Returns at once, without blocking; a memory that knows the answer returns
   * a stage that is complete already, which costs the caller no change of thread.
   *
   * @param key an initiator that proved itself
   * @param timestamp the timestamp it proved itself with
   * @return completes with true if the timestamp is newer than all that are remembered of the key,
   *     and is remembered now; with false if it is a replay; exceptionally if that cannot be told,
   *     in which case the initiation is not acted on and its client tries again. It completes in
   *     bounded time: the orchestrator gives up after its deadline for lookups
   */
  CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp);

  /**
   * Does what {@link #advance} does, and says more of it. This is what the orchestrator calls; a
   * memory that has no more to say leaves it as it is, and nobody is told of clocks that fell back.
   *
   * @param key an initiator that proved itself
   * @param timestamp the timestamp it proved itself with
   * @return completes as {@link #advance} does, with a verdict
   */
  default CompletionStage<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    return advance(key, timestamp)
        .thenApply(newer -> newer ? ReplayVerdict.NEWER : ReplayVerdict.REPLAYED);
  }

  /**
   * Marks a key as one that the control plane knows, so that it outlasts all keys of strangers.
   * Returns at once; what it takes may happen later. Does nothing if the key is not remembered.
   *
   * @param key the initiator
   */
  default void protect(PublicKey key) {}

  /**
   * Returns whether a key was {@linkplain #protect protected}: the control plane once knew it. When
   * many strangers come, such a key's lookup goes before theirs. Called for each proved initiation;
   * returns at once, without blocking.
   *
   * @param key the initiator
   * @return true if it was; false if it was not, or that cannot be told without waiting, as it does
   *     unless it is overridden
   */
  default boolean isProtected(PublicKey key) {
    return false;
  }

  /**
   * Lets a key's timestamps start anew, because its client's clock fell back: the client's very
   * next initiation is accepted, whatever its timestamp, unless the memory can tell that it was
   * accepted before. The newest timestamp of before is kept, and what is newer than that is
   * accepted too. What follows the first one is newer than it, and by no more than fits the time
   * that passed, so that recordings of before stay refused as far as that can be.
   *
   * @param key the initiator
   * @return completes with whether anything is remembered of the key; exceptionally if that cannot
   *     be told, as it does unless it is overridden
   */
  default CompletionStage<Boolean> forget(PublicKey key) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException(
            "forget the timestamps of "
                + key
                + ": this replay memory cannot; it must override ReplayMemory.forget"));
  }

  /**
   * Takes the epoch that the control plane gives for a key. If one is remembered of the key and
   * this is greater, it is remembered and does what {@link #forget} does, once; if none is
   * remembered, it is remembered and does nothing; if it is not greater, or the key is not
   * remembered, nothing happens. The epoch is kept as long as the key's newest timestamp.
   *
   * @param key the initiator
   * @param epoch 0 to {@link io.jitpeers.wireguard.PeerConfig#MAX_TIMESTAMP_EPOCH}
   * @return completes with whether the key's timestamps start anew because of this call. Unless it
   *     is overridden it does nothing for epoch 0, and else fails as {@link #forget} does
   */
  default CompletionStage<Boolean> epoch(PublicKey key, long epoch) {
    return epoch == 0
        ? CompletableFuture.completedFuture(false)
        : CompletableFuture.failedFuture(
            new UnsupportedOperationException(
                "take the timestamp epoch of "
                    + key
                    + ": this replay memory cannot; it must override ReplayMemory.epoch"));
  }

  /**
   * {@return how many keys are remembered, zero or more; negative if that cannot be told without
   * waiting}
   */
  default long size() {
    return -1;
  }

  /** {@return how many keys were forgotten to make room, which only grows} */
  default long forgotten() {
    return 0;
  }

  /**
   * Releases what the memory holds. Answers fail from then on; nobody waits any more for one that
   * is still open. Closing again does nothing.
   */
  @Override
  default void close() {}
}
