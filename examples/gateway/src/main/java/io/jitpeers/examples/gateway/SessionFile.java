package io.jitpeers.examples.gateway;

import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends lines to a file on a separate thread, so that callers never wait for a disk. The file is
 * reopened for each group of lines. So the file can be moved at any time (logrotate), and writing
 * continues when a full disk has space again. Thread-safe.
 */
final class SessionFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SessionFile.class);

  /**
   * The maximum number of queued lines, about 20 MB. A single sweep for idle peers produces fewer
   * lines.
   */
  private static final int MOST_WAITING = 100_000;

  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final int WARNINGS_PER_MINUTE = 4;

  /** An entry that only wakes the writing thread. */
  private static final String WAKE_UP = "";

  private static final Set<OpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final LogBudget warnings = new LogBudget(WARNINGS_PER_MINUTE, TimeSource.system());
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread = new Thread(this::run, "jit-session-log");
  private volatile boolean closed;
  private boolean torn;

  private SessionFile(Path path) {
    this.path = path;
  }

  /**
   * Opens a file for appending. Creates it, readable by its owner only, if it does not exist.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  static SessionFile open(Path path) {
    try {
      write(path, "");
    } catch (IOException e) {
      throw new UncheckedIOException("the session log " + path + " cannot be written: " + e, e);
    }
    SessionFile file = new SessionFile(path);
    file.thread.setDaemon(true);
    file.thread.start();
    return file;
  }

  /** Queues a line for appending. Does not block. */
  void append(String line) {
    if (!waiting.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    List<String> lines = new ArrayList<>();
    while (!closed || !waiting.isEmpty()) {
      try {
        lines.add(waiting.take());
      } catch (InterruptedException e) {
        log.warn("the session log {} was interrupted; only queued lines are still written", path);
        closed = true;
      }
      waiting.drainTo(lines);
      lines.removeIf(WAKE_UP::equals);
      writeAll(lines);
      lines.clear();
    }
  }

  private void writeAll(List<String> lines) {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      warn(lost, new IOException("sessions ended faster than they could be written"));
    }
    if (lines.isEmpty()) {
      return;
    }
    try {
      // A failed write may have left an incomplete line.
      write(path, (torn ? "\n" : "") + String.join("\n", lines) + "\n");
      torn = false;
    } catch (IOException e) {
      torn = true;
      warn(lines.size(), e);
    }
  }

  private void warn(long sessions, IOException reason) {
    OptionalLong leftOut = warnings.take();
    if (leftOut.isPresent()) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("sessions", sessions)
          .addKeyValue("reason", reason)
          .addKeyValue("not_logged", leftOut.getAsLong())
          .log("sessions are missing in the session log");
    }
  }

  private static void write(Path path, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try (FileChannel file = FileChannel.open(path, APPENDING, OWNER_ONLY)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
  }

  /** Writes the queued lines, for at most 5 s. */
  @Override
  public void close() {
    closed = true;
    // The thread is not interrupted, because that could abort a write. If the queue is full, the
    // marker is dropped, but then the writing thread is awake anyway.
    var unused = waiting.offer(WAKE_UP);
    try {
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.warn("the session log {} is still being written; queued lines are lost", path);
    }
  }
}
