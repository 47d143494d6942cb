package io.jitpeers.testkit;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.Random;

/**
 * Keys and other random bytes that are the same for the same seed. For tests only: whoever knows
 * the seed knows the keys. Thread-safe, but threads that share it get their bytes in any order.
 */
public final class SeededRandom extends SecureRandom {
  @Serial private static final long serialVersionUID = 1L;
  private final transient Random random;

  /**
   * Creates a source.
   *
   * @param seed of all that it gives
   */
  public SeededRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
