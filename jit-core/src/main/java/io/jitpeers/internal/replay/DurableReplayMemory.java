package io.jitpeers.internal.replay;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay memory of this process that is backed by a {@link ReplayStore}. It answers from memory,
 * at once. Changes are written in the background, after at most {@link ReplayOptions#flush} plus
 * the time to write one group of changes. If the process crashes before a change is written, a
 * recording of the initiation that caused the change may be accepted once more. This is possible
 * only if the peer was also evicted or the WireGuard device was removed. As long as the peer is
 * installed, the device itself refuses the recording. Thread-safe.
 */
public final class DurableReplayMemory implements ReplayMemory {
  private static final Logger log = LoggerFactory.getLogger(DurableReplayMemory.class);

  private final NewestTimestamps timestamps;
  private final LocalReplayMemory memory;
  private final ReplayStore store;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "jit-replay-writer");
            made.setDaemon(true);
            return made;
          });
  private final MarkWriter writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Creates a memory that is empty until it is {@linkplain #start started}.
   *
   * @param capacity the maximum number of keys to remember, 1 to {@link
   *     NewestTimestamps#MAX_CAPACITY}
   * @param options how clients' wrong clocks are treated, and how long a change may remain
   *     unwritten
   * @param store the store to write to; this memory owns it from now on
   * @param time the clocks
   * @param scheduler schedules the writes; not closed by this memory
   * @param random seeds the hash of keys if the store has no seed
   */
  public DurableReplayMemory(
      int capacity,
      ReplayOptions options,
      ReplayStore store,
      TimeSource time,
      Scheduler scheduler,
      RandomGenerator random) {
    this.timestamps = new NewestTimestamps(capacity, options, time, random, true);
    this.memory = new LocalReplayMemory(timestamps);
    this.store = store;
    this.writer = new MarkWriter(timestamps, store, options.flush(), time, scheduler, thread);
  }

  /**
   * Reads the store. Called once, before any other use.
   *
   * @throws UncheckedIOException if the store cannot be used at all; the message says what to do
   */
  public void start() {
    RestoredMarks restored = new RestoredMarks(timestamps);
    try {
      boolean whole = store.read(restored);
      boolean inPlace = restored.finish();
      log.info("the replay memory restored {} timestamps from its store", timestamps.size());
      writer.start(restored.lastGroup(), !whole || !inPlace);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * Schedules a write if changes wait but an earlier attempt to schedule their write failed. Called
   * from time to time. Returns at once.
   */
  public void nudge() {
    writer.nudge();
  }

  @Override
  public CompletableFuture<Boolean> advance(PublicKey key, Tai64n timestamp) {
    return noting(memory.advance(key, timestamp));
  }

  @Override
  public CompletableFuture<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    return noting(memory.judge(key, timestamp));
  }

  @Override
  public void protect(PublicKey key) {
    memory.protect(key);
    writer.changed();
  }

  @Override
  public boolean isProtected(PublicKey key) {
    return memory.isProtected(key);
  }

  @Override
  public Optional<Tai64n> newest(PublicKey key) {
    return memory.newest(key);
  }

  @Override
  public CompletableFuture<Boolean> forget(PublicKey key) {
    return noting(memory.forget(key));
  }

  @Override
  public CompletableFuture<Boolean> epoch(PublicKey key, long epoch) {
    return noting(memory.epoch(key, epoch));
  }

  private <T> CompletableFuture<T> noting(CompletableFuture<T> answer) {
    writer.changed();
    return answer;
  }

  @Override
  public long size() {
    return memory.size();
  }

  @Override
  public long forgotten() {
    return memory.forgotten();
  }

  /** {@return how far the store lags behind the memory} */
  public JitStatistics.ReplayStore statistics() {
    return writer.statistics();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      writer.close();
      thread.shutdown();
    }
  }
}
