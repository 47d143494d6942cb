package io.jitpeers.kerneltests.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A file that grows each second as long as the kernel runs programs, and whoever looks at it from
 * outside. A test that hangs leaves it growing; a kernel that hangs does not. One thread looks.
 */
final class Pulse {
  private static final byte[] BEAT = {'.'};

  private final Path file;
  private final LongSupplier nanoTime;
  private long size;
  private long lastBeat;

  /** Looks at a file, which need not be there yet. */
  Pulse(Path file, LongSupplier nanoTime) {
    this.file = file;
    this.nanoTime = nanoTime;
  }

  /** For how long it has not grown; nothing before it first did. */
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

  /** Lets a file grow until the JVM ends. */
  static void start(Path file) {
    Thread thread = new Thread(() -> beat(file), "pulse");
    thread.setDaemon(true);
    thread.start();
  }

  private static void beat(Path file) {
    try {
      while (true) {
        Files.write(file, BEAT, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The pulse ends", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
