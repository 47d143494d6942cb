package io.jitpeers.internal.revalidation;

import io.jitpeers.options.RevalidationOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides how long the control plane's answer about a peer counts as fresh, and when to ask about
 * the peer again after a failure. A freshness that is longer than the options' {@code minAge} is
 * shortened at random, by up to 5 %, but not below {@code minAge}. So peers that arrived together
 * do not always become due for revalidation together. Thread-safe if the random generator is.
 */
final class Ages {
  private static final double JITTER = 0.05;

  private final RevalidationOptions options;
  private final RandomGenerator random;

  Ages(RevalidationOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /**
   * Returns how long an answer counts as fresh: as long as the answer states, within the limits of
   * the options. A result above the options' {@code minAge} is shortened at random, but not below
   * {@code minAge}.
   *
   * @param maxAge the freshness that the answer states
   */
  Duration fresh(Duration maxAge) {
    Duration most = maxAge.compareTo(options.maxAge()) > 0 ? options.maxAge() : maxAge;
    return most.compareTo(options.minAge()) <= 0 ? options.minAge() : jittered(most);
  }

  /**
   * Returns how long to wait before asking the control plane about a peer again, after a lookup or
   * a change of the peer failed.
   */
  Duration retry() {
    return options.minAge();
  }

  private Duration jittered(Duration most) {
    long sooner = (long) (most.toNanos() * JITTER * random.nextDouble());
    Duration jittered = most.minusNanos(sooner);
    return jittered.compareTo(options.minAge()) < 0 ? options.minAge() : jittered;
  }
}
