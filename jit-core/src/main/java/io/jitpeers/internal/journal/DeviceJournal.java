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
  private final Optional<Path> directory;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final StageWatch stages;

  /** The read lock is held during each change. The write lock is held while entries are copied. */
  private final ReadWriteLock changes = new ReentrantReadWriteLock();

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
   * and closes it; changes wait meanwhile. Does nothing if the device's journal is already open.
   *
   * @throws UncheckedIOException if the file cannot be used; the message says what to do
   */
  public synchronized void open(PublicKey publicKey) {
    if (closed || directory.isEmpty() || publicKey.equals(device)) {
      return;
    }
    PeerJournal before = current;
    changes.writeLock().lock();
    try {
      StateDirectory folder = StateDirectory.open(directory.get());
      byte[] salt = before instanceof FileJournal file ? file.salt() : FileFormat.newSalt(random);
      FileJournal next = FileJournal.open(folder, publicKey, time, scheduler, salt, stages);
      next.takeOver(before);
      current = next;
      device = publicKey;
    } catch (IOException e) {
      current = PeerJournal.none();
      device = null;
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      changes.writeLock().unlock();
      before.close();
    }
  }

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {
    change(() -> current.installed(config, validator));
  }

  @Override
  public void confirmed(PublicKey key, @Nullable String validator) {
    change(() -> current.confirmed(key, validator));
  }

  @Override
  public void removed(PublicKey key) {
    change(() -> current.removed(key));
  }

  private void change(Runnable change) {
    changes.readLock().lock();
    try {
      change.run();
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
