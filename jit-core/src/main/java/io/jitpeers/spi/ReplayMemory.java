package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.concurrent.CompletionStage;

/**
 * Remembers the newest timestamp of each initiator, also of those whose peers are gone.
 *
 * <p>A kernel keeps the newest timestamp inside the peer, so evicting a peer erases it, and a
 * recorded initiation would bring the peer back and move its endpoint to whoever sent the recording
 * (whitepaper section 5.1). An orchestrator has one in its own process by default; gateways that
 * share a key need one that they share.
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
   * Marks a key as one that the control plane knows, so that it outlasts all keys of strangers.
   * Returns at once; what it takes may happen later. Does nothing if the key is not remembered.
   *
   * @param key the initiator
   */
  default void protect(PublicKey key) {}

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

  /** Releases what the memory holds. Answers fail from then on. Closing again does nothing. */
  @Override
  default void close() {}
}
