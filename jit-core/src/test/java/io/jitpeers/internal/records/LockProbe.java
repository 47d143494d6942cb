package io.jitpeers.internal.records;

import java.io.IOException;
import java.nio.file.Path;

/** A second process that tries to lock a file. */
public final class LockProbe {
  private LockProbe() {}

  /** Prints that it got the lock, or why it did not. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    try (StateLock lock = StateLock.acquire(Path.of(arguments[0]))) {
      System.out.println("got it: " + (lock != null));
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}
