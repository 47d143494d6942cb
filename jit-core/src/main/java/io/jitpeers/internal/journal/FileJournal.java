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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal in a file of the device's own. What is noted waits in memory for a thread that writes
 * all that there is in one go; when the disk fails it waits on, bounded, and is tried again.
 */
public final class FileJournal implements PeerJournal {
  /** Peers of which something can wait to be written: a few MB of heap. */
  static final int MAX_PENDING = 65_536;

  /** After a failure. */
  static final Duration RETRY = Duration.ofSeconds(5);

  /** At most one log entry about failures in so long. */
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
   * @param directory where its file is
   * @param device the device's public key
   * @param time the clocks
   * @param scheduler for attempts after a failure; not closed
   * @param random where the salt of a new file comes from
   * @param stages looks whether its thread goes on
   * @throws IOException if the file cannot be used, with what to do about it
   */
  public static FileJournal open(
      StateDirectory directory,
      PublicKey device,
      TimeSource time,
      Scheduler scheduler,
      RandomGenerator random,
      StageWatch stages)
      throws IOException {
    JournalThread thread = new JournalThread(stages);
    return open(Disk.system(), directory, device, time, scheduler, random, thread, thread::end);
  }

  /** For tests: on another disk and thread. */
  static FileJournal open(
      Disk disk,
      StateDirectory directory,
      PublicKey device,
      TimeSource time,
      Scheduler scheduler,
      RandomGenerator random,
      Executor writer,
      Runnable writerEnd)
      throws IOException {
    JournalFile file = JournalFile.open(disk, directory.file("peers", device), device, random);
    return new FileJournal(file, time, scheduler, writer, writerEnd);
  }

  @Override
  public void installed(PeerConfig config, @Nullable String validator) {
    try {
      note(
          config.publicKey(),
          new Change.Installed(file.entry(config, JournalEntry.bounded(validator), now())));
    } catch (IllegalStateException e) {
      // A preshared key that was destroyed before it was noted cannot be compared with later.
      failures.record("could not note the peer " + config.publicKey(), e);
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
        log.debug("noted after closing", e);
      } catch (RuntimeException | Error e) {
        // The next note, or the next attempt, calls again.
        called.set(false);
        failures.record("what was installed waits: the journal's thread could not be called", e);
      }
    }
  }

  /** Calls the thread if anything waits, as when it could not be called. */
  @Override
  public void nudge() {
    if (!pending.isEmpty() && !closed.get()) {
      callWriter();
    }
  }

  private void retry() {
    called.set(false);
    callWriter();
  }

  /** Writes all that waits. After a failure the next attempt is the scheduler's. */
  private void write() {
    called.set(false); // What is noted from here on may call again.
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
      failed("could not write what was installed; it is tried again", e);
      retryLater();
      return;
    }
    compactIfDue();
  }

  private void retryLater() {
    if (called.compareAndSet(false, true) && !closed.get()) {
      try {
        scheduler.schedule(this::retry, RETRY);
      } catch (RuntimeException | Error e) {
        called.set(false);
        failed("another attempt to write what was installed could not be arranged for", e);
      }
    }
  }

  private void compactIfDue() {
    try {
      if (file.isCompactionDue()) {
        file.compact();
      }
    } catch (IOException | RuntimeException e) {
      failed("could not write the file of installed peers anew; the old one goes on", e);
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
      failures.record("could not read what was installed of " + key, e);
      return Optional.empty();
    }
  }

  @Override
  public void forEach(Consumer<? super JournalEntry> consumer) {
    for (PublicKey key : pending.keys()) {
      find(key).ifPresent(consumer);
    }
    for (long hash : file.hashes()) {
      try {
        file.findByHash(hash).filter(entry -> pending.get(entry.key()) == null).ifPresent(consumer);
      } catch (IOException e) {
        failures.record("could not read what was installed of a peer", e);
      }
    }
  }

  @Override
  public int size() {
    return file.size();
  }

  @Override
  public boolean flush(Duration limit) {
    CountDownLatch done = new CountDownLatch(1);
    try {
      writer.execute(
          () -> {
            write();
            done.countDown();
          });
      return done.await(limit.toNanos(), TimeUnit.NANOSECONDS) && pending.isEmpty();
    } catch (RejectedExecutionException e) {
      return pending.isEmpty();
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
    if (!flush(CLOSE_LIMIT)) {
      log.warn("closed although not all that was installed could be noted in {}", CLOSE_LIMIT);
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
      failures.record("could not close the file of installed peers", e);
    }
  }
}
