package io.jitpeers.internal.replay;

import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** The default: in this process alone. It answers at once. Thread-safe. */
public final class LocalReplayMemory implements ReplayMemory {
  // Shared, so that an answer costs no allocation.
  private static final CompletableFuture<Boolean> NEWER = CompletableFuture.completedFuture(true);
  private static final CompletableFuture<Boolean> REPLAY = CompletableFuture.completedFuture(false);

  private final NewestTimestamps timestamps;

  /**
   * Creates an empty memory.
   *
   * @param capacity the most keys to remember, 1 to {@link NewestTimestamps#MAX_CAPACITY}
   * @param random seeds the hash of keys
   */
  public LocalReplayMemory(int capacity, RandomGenerator random) {
    timestamps = new NewestTimestamps(capacity, random);
  }

  @Override
  public CompletableFuture<Boolean> advance(PublicKey key, Tai64n timestamp) {
    return timestamps.advance(key, timestamp) ? NEWER : REPLAY;
  }

  @Override
  public void protect(PublicKey key) {
    timestamps.protect(key);
  }

  @Override
  public long size() {
    return timestamps.size();
  }

  @Override
  public long forgotten() {
    return timestamps.forgotten();
  }
}
