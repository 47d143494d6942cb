package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.Tai64n;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The hash of an initiation depends on its key, its timestamp and the secret. */
class KeyHashesTest {
  private static final int MANY = 10_000;
  private static final Tai64n BEGIN = Tai64n.of(0, 0);

  /** Hashes with a secret of zeros, with which no part of the input may get lost. */
  private final KeyHashes zero = KeyHashes.of(new byte[KeyHashes.SECRET_LENGTH]);

  private final KeyHashes other =
      KeyHashes.of(RandomGeneratorFactory.of("L64X128MixRandom").create(1));

  @Test
  void initiationsOfDifferentKeysDiffer() {
    Set<Long> hashes = new HashSet<>();
    for (int key = 1; key <= MANY; key++) {
      hashes.add(zero.ofInitiation(key, BEGIN));
      hashes.add(other.ofInitiation(key, BEGIN));
    }
    assertThat(hashes).hasSize(2 * MANY);
  }

  @Test
  void initiationsWithDifferentTimestampsDiffer() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      hashes.add(zero.ofInitiation(0, Tai64n.of(i, 0)));
      hashes.add(other.ofInitiation(0, Tai64n.of(i, 0)));
    }
    for (int i = 1; i < MANY; i++) {
      hashes.add(zero.ofInitiation(0, Tai64n.of(0, i)));
      hashes.add(other.ofInitiation(0, Tai64n.of(0, i)));
    }
    assertThat(hashes).hasSize(4 * MANY - 2);
  }
}
