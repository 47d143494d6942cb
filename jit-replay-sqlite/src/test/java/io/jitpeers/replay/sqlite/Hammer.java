package io.jitpeers.replay.sqlite;

import io.jitpeers.internal.replay.DurableReplayMemory;
import io.jitpeers.options.ReplayOptions;
import io.jitpeers.spi.ReplayStore;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.Tai64n;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that uses a durable memory until it is killed, and records its operations in a {@link
 * Ledger}. A timestamp is the number of the operation, so each is newer than those before.
 */
final class Hammer {
  static final int KEYS = 4_000;
  private static final long BETWEEN_NANOS = 50_000;

  private Hammer() {}

  static DurableReplayMemory memory(ReplayStore store, Scheduler scheduler) {
    DurableReplayMemory memory =
        new DurableReplayMemory(
            2 * KEYS,
            ReplayOptions.defaults(),
            store,
            TimeSource.system(),
            scheduler,
            new SecureRandom());
    memory.start();
    return memory;
  }

  /** The content of a group is known once the next one is written. */
  private record Noting(ReplayStore store, Ledger ledger, AtomicLong last) implements ReplayStore {
    @Override
    public boolean read(Reader reader) throws IOException {
      return store.read(reader);
    }

    @Override
    public void write(Group group) throws IOException {
      long now = ledger.operations();
      store.write(group);
      // Operations before the previous group was handed over are in one of the two groups.
      ledger.written(last.getAndSet(now));
    }

    @Override
    public long damages() {
      return store.damages();
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Arguments: the store's file, and the ledger's file. */
  public static void main(String[] arguments) throws Exception {
    try (Ledger ledger = Ledger.open(Path.of(arguments[1]), KEYS);
        Scheduler scheduler = Scheduler.singleThread("scheduler");
        SqliteReplayStore store = SqliteReplayStore.in(Path.of(arguments[0]));
        DurableReplayMemory memory =
            memory(new Noting(store, ledger, new AtomicLong()), scheduler)) {
      TimeSource time = TimeSource.system();
      while (true) {
        long operation = ledger.operations() + 1;
        int key = (int) (operation % KEYS);
        if (!memory.advance(Marks.key(key), Tai64n.of(operation, 0)).join()) {
          throw new AssertionError("operation " + operation + " is taken for a replay");
        }
        if (operation % 3 == 0) {
          memory.protect(Marks.key(key));
        }
        ledger.done(operation, key, time.nanoTime());
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
    }
  }
}
