package io.jitpeers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of the parts that a builder is given. */
final class BuilderParts {
  private BuilderParts() {}

  static <T> T required(@Nullable T part, String what, String method) {
    if (part == null) {
      String setting = what.replace(' ', '-');
      throw new IllegalStateException(
          "no " + what + " was given; call " + method + "(...) or set " + setting);
    }
    return part;
  }

  static void refuseSecond(@Nullable Object present, String what) {
    if (present != null) {
      throw new IllegalStateException("a " + what + " was given already");
    }
  }

  static void refuseBoth(@Nullable Object replayMemory, @Nullable Object replayStore) {
    if (replayMemory != null && replayStore != null) {
      throw new IllegalStateException(
          "a replay store keeps what this process's own replay memory remembers, and another replay"
              + " memory was given; leave out replay-memory or replay-store");
    }
  }

  /** Closes what was made before a mistake was found: it holds ports and threads. */
  static void close(List<? extends @Nullable AutoCloseable> parts, Throwable mistake) {
    for (AutoCloseable part : parts) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        mistake.addSuppressed(e);
      }
    }
  }
}
