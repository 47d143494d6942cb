package io.jitpeers.internal.revalidation;

import io.jitpeers.options.RevalidationOptions;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * For how long answers are believed, and when a question without one is asked again. A little
 * sooner than that, at random, so that peers that came together do not stay together. Thread-safe
 * if the generator is.
 */
final class Ages {
  private static final double JITTER = 0.05;

  private final RevalidationOptions options;
  private final RandomGenerator random;

  Ages(RevalidationOptions options, RandomGenerator random) {
    this.options = options;
    this.random = random;
  }

  /** How long an answer is believed that is fresh for a time by what it says. */
  Duration fresh(Duration maxAge) {
    Duration most = maxAge.compareTo(options.maxAge()) > 0 ? options.maxAge() : maxAge;
    return most.compareTo(options.minAge()) <= 0 ? options.minAge() : jittered(most);
  }

  /** How long to wait after a question without an answer. */
  Duration retry() {
    return options.minAge();
  }

  private Duration jittered(Duration most) {
    long sooner = (long) (most.toNanos() * JITTER * random.nextDouble());
    Duration jittered = most.minusNanos(sooner);
    return jittered.compareTo(options.minAge()) < 0 ? options.minAge() : jittered;
  }
}
