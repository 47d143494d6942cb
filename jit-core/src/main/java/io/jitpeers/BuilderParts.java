package io.jitpeers;

import org.jspecify.annotations.Nullable;

/** Checks of the parts that a builder is given. */
final class BuilderParts {
  private BuilderParts() {}

  /**
   * Returns a required part; fails if the part is null. {@code what} is the part's name in the
   * message. The same name, with hyphens instead of spaces, is the key of the part's setting.
   */
  static <T> T required(@Nullable T part, String what, String method) {
    if (part == null) {
      String setting = what.replace(' ', '-');
      throw new IllegalStateException(
          "no " + what + " was given; call " + method + "(...) or set " + setting);
    }
    return part;
  }

  static void refuseBoth(@Nullable Object replayMemory, @Nullable Object replayStore) {
    if (replayMemory != null && replayStore != null) {
      throw new IllegalStateException(
          "both a replay memory and a replay store were given; a replay store works with the"
              + " built-in replay memory only, so leave out replay-memory or replay-store");
    }
  }
}
