package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDigestTest {
  /** So that a setting that may have failed is set again. */
  @ParameterizedTest
  @ValueSource(ints = {ConfigDigest.UNKNOWN, 1, -1, -2, 77, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void anotherDigestIsNeitherTheSameNorUnknown(int digest) {
    assertThat(ConfigDigest.otherThan(digest)).isNotIn(digest, ConfigDigest.UNKNOWN);
  }
}
