package io.jitpeers.testkit;

import java.security.SecureRandom;
import java.util.Random;

/**
 * Keys and other random bytes that are the same for the same seed. For tests only: whoever knows
 * the seed knows the keys. Thread-safe, but threads that share it get their bytes in any order.
 */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1;
  private final Random random;

  public SeededRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
