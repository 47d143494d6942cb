package io.jitpeers.internal.journal;

import io.jitpeers.internal.records.Disk;
import io.jitpeers.internal.records.StateDirectory;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.internal.watch.StageWatch;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal with one file per device. Changes wait in memory for one thread, which writes them in
 * batches. If the disk fails, the changes continue to wait and the write is repeated. If too many
 * changes wait, the oldest ones are dropped.
 */
public final class FileJournal implements PeerJournal {
  /**
   * The maximum number of peers with unwritten changes. That many changes take a few MB of heap.
   */
  static final int MAX_PENDING = 65_536;

  /** The pause after a failed write. */
  static final Duration RETRY = Duration.ofSeconds(5);

  /** The shortest interval between log entries about failures. */
  static final Duration QUIET = Duration.ofMinutes(1);

  private static final int BATCH = 4096;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(FileJournal.class);

  private final JournalFile file;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Executor writer;
  private final Runnable writerEnd;
  private final FailureLog failures;
  private final PendingChanges pending = new PendingChanges(MAX_PENDING);
  private final AtomicBoolean called = new AtomicBoolean();

  /** Whether a pause after a failed write is in progress. */
  private final AtomicBoolean pausing = new AtomicBoolean();

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean healthy = true;

  private FileJournal(
      JournalFile file, TimeSource time, Scheduler scheduler, Executor writer, Runnable writerEnd) {
    this.file = file;
    this.time = time;
    this.scheduler = scheduler;
    this.writer = writer;
    this.writerEnd = writerEnd;
    this.failures = new FailureLog(log, time, QUIET);
  }

  /**
   * Opens the journal of a device and reads it.
   *
   * @param directory the folder that contains the file
   * @param device the device's public key
   * @param time the clocks
   * @param scheduler schedules further attempts after a failed write; the journal does not close it
   * @param salt the salt of the digests in a new file, see {@link
   *     io.jitpeers.internal.records.FileFormat#newSalt}
   * @param stages watches the progress of the journal's thread
   * @throws IOException if the file cannot be used; the message says what to do
   */
  public static FileJournal open(
      StateDirectory directory,
      PublicKey device,
      TimeSource time,
      Scheduler scheduler,
      byte[] salt,
      StageWatch stages)
      throws IOException {
    JournalThread thread = new JournalThread(stages);
    try {
      return open(Disk.system(), directory, device, time, scheduler, salt, thread, thread::end);
    } catch (IOException | RuntimeException | Error e) {
      thread.end();
      throw e;
    }
  }

  /**
   * Opens a journal on the given disk. The given executor runs the journal's writes. Tests call
   * this method directly.
   */
  static FileJournal open(
      Disk disk,
      StateDirectory directory,
      PublicKey device,
      TimeSource time,
      Scheduler scheduler,
      byte[] salt,
      Executor writer,
      Runnable writerEnd)
      throws IOException {
    JournalFile file = JournalFile.open(disk, directory.file("peers", device), device, salt);
    return new FileJournal(file, time, scheduler, writer, writerEnd);
  }

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {
    try {
      note(
          config.publicKey(),
          new Change.Installed(file.entry(config, JournalEntry.bounded(validator), now())));
    } catch (IllegalStateException e) {
      // The preshared key was destroyed before its digest was computed, so the peer cannot be
      // recorded.
      failures.record("could not record the peer " + config.publicKey(), e);
    }
  }

  @Override
  public void confirmed(PublicKey key, @Nullable String validator) {
    String kept = JournalEntry.bounded(validator);
    long now = now();
    if (pending.get(key) != null || file.isNews(key, kept, now)) {
      note(key, new Change.Confirmed(kept, now));
    }
  }

  @Override
  public void removed(PublicKey key) {
    note(key, Change.Removed.REMOVED);
  }

  /** Returns the salt of the digests in this journal's file. */
  byte[] salt() {
    return file.salt();
  }

  /**
   * Records an entry of another journal. If the other journal has the same {@link #salt}, the entry
   * can still be compared with a config. Otherwise it differs from every config.
   */
  void takeOver(JournalEntry entry) {
    note(entry.key(), new Change.Installed(entry));
  }

  private long now() {
    return time.wallTime().getEpochSecond();
  }

  private void note(PublicKey key, Change change) {
    if (!closed.get()) {
      pending.add(key, change);
      callWriter();
    }
  }

  private void callWriter() {
    if (called.compareAndSet(false, true)) {
      try {
        writer.execute(this::write);
      } catch (RejectedExecutionException e) {
        log.debug("a change came after the journal was closed", e);
      } catch (RuntimeException | Error e) {
        // The next change, or the next attempt by the watchdog, starts the write.
        called.set(false);
        failures.record("changes of the journal wait because its thread could not be started", e);
      }
    }
  }

  /**
   * Starts a write if changes wait. They may wait because an earlier attempt to start a write
   * failed.
   */
  @Override
  public void nudge() {
    if (!pending.isEmpty() && !closed.get()) {
      callWriter();
    }
  }

  private void retry() {
    pausing.set(false);
    called.set(false);
    callWriter();
  }

  /** Writes all waiting changes. After a failure, the scheduler starts the next attempt. */
  private void write() {
    called.set(false); // Changes that arrive from here on start another write.
    try {
      Map<PublicKey, Change> batch = pending.take(BATCH);
      while (!batch.isEmpty()) {
        file.write(batch);
        pending.written();
        healthy = true;
        StageProgress.stepHere();
        batch = pending.take(BATCH);
      }
    } catch (IOException | RuntimeException | Error e) {
      pending.notWritten();
      failed("could not write the journal of installed peers; trying again", e);
      retryLater();
      return;
    }
    compactIfDue();
  }

  private void retryLater() {
    called.set(true); // Changes that arrive during the pause wait for its end.
    if (!closed.get() && pausing.compareAndSet(false, true)) {
      try {
        scheduler.schedule(this::retry, RETRY);
      } catch (RuntimeException | Error e) {
        pausing.set(false);
        called.set(false);
        failed(
            "the next attempt to write the journal of installed peers could not be scheduled", e);
      }
    }
  }

  private void compactIfDue() {
    try {
      if (file.isCompactionDue()) {
        file.compact();
      }
    } catch (IOException | RuntimeException e) {
      failed("could not compact the journal of installed peers; the old file stays in use", e);
    }
  }

  private void failed(String what, Throwable failure) {
    healthy = false;
    failures.record(what, failure);
  }

  @Override
  public Optional<JournalEntry> find(PublicKey key) {
    Change change = pending.get(key);
    boolean answersAlone = change != null && change.saysAll();
    try {
      Optional<JournalEntry> written = answersAlone ? Optional.empty() : file.find(key);
      return change == null ? written : change.appliedTo(written);
    } catch (IOException e) {
      failures.record("could not read the journal entry of " + key, e);
      return Optional.empty();
    }
  }

  @Override
  public void forEach(Consumer<? super JournalEntry> consumer) {
    Set<PublicKey> passed = new HashSet<>(pending.keys());
    for (PublicKey key : passed) {
      find(key).ifPresent(consumer);
    }
    for (long hash : file.hashes()) {
      try {
        file.findByHash(hash).filter(entry -> !passed.contains(entry.key())).ifPresent(consumer);
      } catch (IOException e) {
        failures.record("could not read the journal entry of a peer", e);
      }
    }
  }

  @Override
  public int size() {
    return file.size();
  }

  @Override
  public boolean flush(Duration limit) {
    if (pausing.get() && !closed.get()) {
      return pending.isEmpty();
    }
    callWriter();
    try {
      return pending.awaitWritten(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean isHealthy() {
    return healthy;
  }

  @Override
  public long failures() {
    return failures.count();
  }

  @Override
  public long dropped() {
    return pending.dropped();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    called.set(false); // The last attempt does not wait for the end of a pause.
    if (!flush(CLOSE_LIMIT)) {
      log.warn(
          "closed the journal of installed peers although not all changes were written within {}",
          CLOSE_LIMIT);
    }
    try {
      writer.execute(this::closeFile);
    } catch (RejectedExecutionException e) {
      closeFile();
    }
    writerEnd.run();
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      failures.record("could not close the journal of installed peers", e);
    }
  }
}
