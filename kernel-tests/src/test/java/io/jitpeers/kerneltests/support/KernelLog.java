package io.jitpeers.kerneltests.support;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Follows new entries of the kernel's log, on its own thread, which ends with the JVM.
 *
 * <p>Records are those of {@code /dev/kmsg}: "priority,number,time,flags;text", then lines that
 * start with a space (Documentation/ABI/testing/dev-kmsg in the kernel's sources).
 */
final class KernelLog {
  private static final Path DEVICE = Path.of("/dev/kmsg");

  /** The longest record: CONSOLE_EXT_LOG_MAX in the kernel's sources. */
  private static final int LONGEST = 8192;

  private static final int PATIENCE_SECONDS = 180;

  private final Consumer<String> texts;
  private final AtomicLong lost = new AtomicLong();
  private volatile Mark awaited;

  private record Mark(String text, CountDownLatch seen) {
    static Mark next() {
      return new Mark("jit-peers mark " + UUID.randomUUID(), new CountDownLatch(1));
    }
  }

  private KernelLog(Consumer<String> texts) {
    this.texts = texts;
  }

  /**
   * Starts to follow the log.
   *
   * @param texts receives the text of each record, on the log's thread
   */
  static KernelLog follow(Consumer<String> texts) {
    KernelLog log = new KernelLog(texts);
    Mark start = Mark.next();
    log.awaited = start;
    Thread thread = new Thread(log::read, "kernel log");
    thread.setDaemon(true);
    thread.start();
    log.write(start);
    return log;
  }

  /** Returns when all records are passed on that the kernel had logged when this was called. */
  synchronized void catchUp() {
    Mark now = Mark.next();
    awaited = now;
    write(now);
  }

  /** Returns how many records the kernel discarded before they could be read. */
  long lost() {
    return lost.get();
  }

  private void write(Mark mark) {
    try {
      // Opened anew each time, because the kernel limits the rate per opening. Without the line
      // terminator, the kernel would wait for the rest of the line.
      Files.writeString(DEVICE, mark.text() + "\n", StandardOpenOption.WRITE);
      if (!mark.seen().await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("The kernel's log did not show what was written to " + DEVICE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The kernel's log cannot be written to", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while reading the kernel's log", e);
    }
  }

  private void read() {
    byte[] record = new byte[LONGEST];
    boolean started = false;
    long last = -1;
    try (FileInputStream file = new FileInputStream(DEVICE.toFile())) {
      while (true) {
        int length = read(file, record);
        if (length < 0) {
          continue;
        }
        String line = new String(record, 0, length, StandardCharsets.UTF_8);
        String text = line.substring(line.indexOf(';') + 1, line.indexOf('\n'));
        long number = number(line);
        if (started) {
          lost.addAndGet(number - last - 1);
        }
        last = number;
        Mark mark = awaited;
        if (text.equals(mark.text())) {
          started = true;
          mark.seen().countDown();
        } else if (started) {
          texts.accept(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The kernel's log cannot be read", e);
    }
  }

  /**
   * Returns -1 if records were overwritten before they were read: the next record is the oldest
   * that is left.
   */
  private static int read(FileInputStream file, byte[] record) throws IOException {
    try {
      return file.read(record);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("Broken pipe")) {
        return -1;
      }
      throw e;
    }
  }

  private static long number(String line) {
    int from = line.indexOf(',') + 1;
    return Long.parseLong(line.substring(from, line.indexOf(',', from)));
  }
}
