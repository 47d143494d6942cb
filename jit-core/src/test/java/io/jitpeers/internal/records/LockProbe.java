package io.jitpeers.internal.records;

import java.io.IOException;
import java.nio.file.Path;

/** Another process that wants the lock of a file. */
public final class LockProbe {
  private LockProbe() {}

  /** Prints why it does not get it, or that it does. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) {
    try (StateLock lock = StateLock.acquire(Path.of(arguments[0]))) {
      System.out.println("got it: " + (lock != null));
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}
