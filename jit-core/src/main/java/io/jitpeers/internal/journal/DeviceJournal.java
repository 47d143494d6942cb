package io.jitpeers.internal.journal;

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
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The journal of the peers that this gateway installed on the current device. The journal is empty
 * before {@link #open}. If there is no state directory, the journal is always empty. When the
 * device gets another key, {@link #open} replaces the journal with the journal of the new key.
 * Thread-safe.
 */
public final class DeviceJournal implements PeerJournal {
  private final Optional<Path> directory;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final StageWatch stages;
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
   * Opens the journal of a device, and closes the journal that was open before. Does nothing if the
   * device's journal is already open.
   *
   * @throws UncheckedIOException if the file cannot be used; the message says what to do
   */
  public synchronized void open(PublicKey publicKey) {
    if (closed || directory.isEmpty() || publicKey.equals(device)) {
      return;
    }
    current.close();
    current = PeerJournal.none();
    try {
      StateDirectory folder = StateDirectory.open(directory.get());
      current = FileJournal.open(folder, publicKey, time, scheduler, random, stages);
      device = publicKey;
    } catch (IOException e) {
      device = null;
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {
    current.installed(config, validator);
  }

  @Override
  public void confirmed(PublicKey key, @Nullable String validator) {
    current.confirmed(key, validator);
  }

  @Override
  public void removed(PublicKey key) {
    current.removed(key);
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
