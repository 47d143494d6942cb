package io.jitpeers.examples.quickstart;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Checks what the quick start claims about the library. The first claim that fails ends the quick
 * start.
 */
final class Claims {
  /**
   * The time limit for a claim. It is far longer than any step takes, even on a machine that is ten
   * times as slow as usual.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Claims() {}

  static void require(boolean happened, String claim) throws ClaimFailedException {
    if (!happened) {
      throw new ClaimFailedException(claim);
    }
  }

  static void requireEqual(String what, Object expected, Object actual)
      throws ClaimFailedException {
    require(
        Objects.equals(expected, actual), what + " should be " + expected + ", and is " + actual);
  }

  static <T> void requireSame(String what, Collection<T> expected, Collection<T> actual)
      throws ClaimFailedException {
    Set<T> missing = new HashSet<>(expected);
    missing.removeAll(new HashSet<>(actual));
    Set<T> extra = new HashSet<>(actual);
    extra.removeAll(new HashSet<>(expected));
    require(
        missing.isEmpty() && extra.isEmpty() && expected.size() == actual.size(),
        what + " lack " + missing + " and should not have " + extra);
  }

  /**
   * Waits until a condition is true. If the condition is still false after {@link #PATIENCE}, the
   * claim fails.
   */
  static void await(BooleanSupplier happened, String claim)
      throws ClaimFailedException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!happened.getAsBoolean()) {
      require(deadline - System.nanoTime() > 0, claim);
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
