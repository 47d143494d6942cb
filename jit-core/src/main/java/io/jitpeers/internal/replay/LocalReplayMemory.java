package io.jitpeers.internal.replay;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The default replay memory, which keeps the newest timestamp of each key in this process. Its
 * content is lost when the process ends. Every answer is immediate. Thread-safe.
 */
public final class LocalReplayMemory implements ReplayMemory {
  // Shared, so that an answer allocates nothing.
  private static final CompletableFuture<Boolean> YES = CompletableFuture.completedFuture(true);
  private static final CompletableFuture<Boolean> NO = CompletableFuture.completedFuture(false);
  private static final CompletableFuture<ReplayVerdict> NEWER =
      CompletableFuture.completedFuture(ReplayVerdict.NEWER);
  private static final CompletableFuture<ReplayVerdict> REPLAYED =
      CompletableFuture.completedFuture(ReplayVerdict.REPLAYED);

  private final NewestTimestamps timestamps;

  /**
   * Creates an empty memory.
   *
   * @param capacity the maximum number of keys to remember, 1 to {@link
   *     NewestTimestamps#MAX_CAPACITY}
   * @param options how clients' wrong clocks are treated
   * @param time the clocks
   * @param random seeds the hash of keys
   */
  public LocalReplayMemory(
      int capacity, ReplayOptions options, TimeSource time, RandomGenerator random) {
    this(new NewestTimestamps(capacity, options, time, random));
  }

  LocalReplayMemory(NewestTimestamps timestamps) {
    this.timestamps = timestamps;
  }

  @Override
  public CompletableFuture<Boolean> advance(PublicKey key, Tai64n timestamp) {
    return timestamps.judge(key, timestamp).accepted() ? YES : NO;
  }

  @Override
  public CompletableFuture<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    ReplayVerdict verdict = timestamps.judge(key, timestamp);
    if (verdict == ReplayVerdict.NEWER) {
      return NEWER;
    }
    return verdict == ReplayVerdict.REPLAYED
        ? REPLAYED
        : CompletableFuture.completedFuture(verdict);
  }

  @Override
  public void protect(PublicKey key) {
    timestamps.protect(key);
  }

  @Override
  public boolean isProtected(PublicKey key) {
    return timestamps.isProtected(key);
  }

  @Override
  public Optional<Tai64n> newest(PublicKey key) {
    long horizon = timestamps.horizon();
    synchronized (timestamps) {
      return timestamps.table().newest(key, horizon);
    }
  }

  @Override
  public CompletableFuture<Boolean> forget(PublicKey key) {
    return timestamps.forget(key) ? YES : NO;
  }

  @Override
  public CompletableFuture<Boolean> epoch(PublicKey key, long epoch) {
    return timestamps.epoch(key, epoch) ? YES : NO;
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
