package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A file that grows each second as long as the kernel runs programs, and its observer outside of
 * the kernel. The file keeps growing while a test hangs, but not while the kernel hangs. One thread
 * observes.
 */
final class Pulse {
  private static final byte[] BEAT = {'.'};

  private final Path file;
  private final LongSupplier nanoTime;
  private long size;
  private long lastBeat;

  /** Observes a file, which need not exist yet. */
  Pulse(Path file, LongSupplier nanoTime) {
    this.file = file;
    this.nanoTime = nanoTime;
  }

  /** Returns how long ago the file last grew; zero before it first grew. */
  Duration silence() {
    try {
      long now = Files.exists(file) ? Files.size(file) : 0;
      if (now != size || size == 0) {
        size = now;
        lastBeat = nanoTime.getAsLong();
      }
      return Duration.ofNanos(nanoTime.getAsLong() - lastBeat);
    } catch (IOException e) {
      throw new UncheckedIOException("The kernel's pulse cannot be felt", e);
    }
  }

  /**
   * Starts a thread that appends a byte to a file each second, until the JVM ends or the thread is
   * interrupted.
   *
   * @return the thread
   */
  static Thread start(Path file) {
    Thread thread = new Thread(() -> beat(file), "pulse");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void beat(Path file) {
    try {
      while (true) {
        Files.write(file, BEAT, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (ClosedByInterruptException e) {
      // The thread is interrupted still.
    } catch (IOException e) {
      throw new UncheckedIOException("The pulse ends", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
