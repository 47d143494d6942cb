package io.jitpeers.internal.journal;

import io.jitpeers.internal.records.FileFormat;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The journal of the peers that this gateway installed on the current device. The journal is empty
 * before {@link #open}. If there is no state directory, the journal is always empty. When the
 * device gets another key, {@link #open} replaces the journal with the journal of the new key, and
 * takes over the entries, because WireGuard keeps the peers of a device whose key changes.
 * Thread-safe.
 */
public final class DeviceJournal implements PeerJournal {
  /** The number of entries that are copied before the first wait, and between two waits. */
  private static final int BATCH = 4096;

  /**
   * The longest wait until a batch of copied entries is written. If a batch is not written in this
   * time, the copying does not wait after any later batch, and entries may be dropped.
   */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final Optional<Path> directory;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final StageWatch stages;

  /** The read lock is held during each change, the write lock while one entry is copied. */
  private final ReadWriteLock changes = new ReentrantReadWriteLock();

  /** The journal that will be the current one when it has all entries; null if there is none. */
  private @Nullable FileJournal next;

  /** The peers that were installed or removed since {@link #next} was set. */
  private final Set<PublicKey> changed = ConcurrentHashMap.newKeySet();

  private volatile PeerJournal current = PeerJournal.none();
  private @Nullable PublicKey device;
  private boolean closed;

  /** Creates a journal that is not open yet. The journal never closes the scheduler. */
  public DeviceJournal(
      Optional<Path> directory,
      TimeSource time,
      Scheduler scheduler,
      RandomGenerator random,
      StageWatch stages) {
    this.directory = directory;
    this.time = time;
    this.scheduler = scheduler;
    this.random = random;
    this.stages = stages;
  }

  /**
   * Opens the journal of a device. If the journal of another key is open, takes over its entries
   * and closes it. Does nothing if the device's journal is already open.
   *
   * @throws UncheckedIOException if the file cannot be used; the message says what to do
   */
  public synchronized void open(PublicKey publicKey) {
    if (closed || directory.isEmpty() || publicKey.equals(device)) {
      return;
    }
    PeerJournal before = current;
    device = null; // If this attempt fails, the next call tries again.
    FileJournal opened = null;
    try {
      StateDirectory folder = StateDirectory.open(directory.get());
      byte[] salt = before instanceof FileJournal file ? file.salt() : FileFormat.newSalt(random);
      opened = FileJournal.open(folder, publicKey, time, scheduler, salt, stages);
      takeOver(before, opened);
      device = publicKey;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      use(device == null || opened == null ? PeerJournal.none() : opened, null);
      before.close();
      if (device == null && opened != null) {
        opened.close();
      }
    }
  }

  /**
   * Copies all entries. From the beginning, each change goes to both journals. The entry of a peer
   * that was installed or removed since then is not copied, so no copy undoes a change. Waits after
   * each batch. Holds no lock while it reads or waits.
   */
  private void takeOver(PeerJournal before, FileJournal opened) {
    use(before, opened);
    int[] copied = new int[1];
    boolean[] late = new boolean[1];
    before.forEach(
        entry -> {
          alone(() -> copy(entry, opened));
          if (++copied[0] % BATCH == 0 && !late[0]) {
            late[0] = !opened.flush(LIMIT);
          }
        });
  }

  private void copy(JournalEntry entry, FileJournal opened) {
    if (!changed.contains(entry.key())) {
      opened.takeOver(entry);
    }
  }

  private void use(PeerJournal now, @Nullable FileJournal soon) {
    alone(
        () -> {
          current = now;
          next = soon;
          changed.clear();
        });
  }

  private void alone(Runnable step) {
    changes.writeLock().lock();
    try {
      step.run();
    } finally {
      changes.writeLock().unlock();
    }
  }

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {
    change(config.publicKey(), journal -> journal.installed(config, validator));
  }

  @Override
  public void confirmed(PublicKey key, @Nullable String validator) {
    change(null, journal -> journal.confirmed(key, validator));
  }

  @Override
  public void removed(PublicKey key) {
    change(key, journal -> journal.removed(key));
  }

  /**
   * Applies a change to the current journal, and to the next one if there is one.
   *
   * @param replaced the peer whose entry is replaced or removed; null if it is only confirmed
   */
  private void change(@Nullable PublicKey replaced, Consumer<PeerJournal> change) {
    changes.readLock().lock();
    try {
      change.accept(current);
      if (next != null) {
        change.accept(next);
        if (replaced != null) {
          changed.add(replaced);
        }
      }
    } finally {
      changes.readLock().unlock();
    }
  }

  @Override
  public Optional<JournalEntry> find(PublicKey key) {
    return current.find(key);
  }

  @Override
  public void forEach(Consumer<? super JournalEntry> consumer) {
    current.forEach(consumer);
  }

  @Override
  public void nudge() {
    current.nudge();
  }

  @Override
  public int size() {
    return current.size();
  }

  @Override
  public boolean flush(Duration limit) {
    return current.flush(limit);
  }

  @Override
  public boolean isHealthy() {
    return current.isHealthy();
  }

  @Override
  public long failures() {
    return current.failures();
  }

  @Override
  public long dropped() {
    return current.dropped();
  }

  @Override
  public synchronized void close() {
    closed = true;
    current.close();
  }
}
