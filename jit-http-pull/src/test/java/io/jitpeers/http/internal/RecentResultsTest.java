package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.wireguard.PublicKey;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The defaults distinguish a control plane that is down from one that answers only sometimes. */
class RecentResultsTest {
  private static final int PLACES = 256;

  private final RecentResults results = new RecentResults(CircuitBreakerOptions.DEFAULTS);
  private int keys;

  private PublicKey nextKey() {
    byte[] bytes = new byte[PublicKey.LENGTH];
    ByteBuffer.wrap(bytes).putInt(++keys);
    return PublicKey.ofBytes(bytes);
  }

  /** Failures arrive at once and answers later, so in each round all failures come first. */
  @ParameterizedTest
  @ValueSource(ints = {6, 4, 3, 2})
  void oneOfSoManyMayFailHoweverResultsClump(int oneOf) {
    for (int round = 0; round < 20; round++) {
      int failing = PLACES / oneOf;
      for (int i = 1; i <= PLACES; i++) {
        int underWay = PLACES - i;
        if (i <= failing) {
          results.failed(nextKey(), underWay);
        } else {
          results.answered(underWay);
        }
        assertThat(results.showThatItIsDown(underWay)).as("round %s, %s", round, i).isFalse();
      }
    }
  }

  /** The same in random order, with places that are taken again at once. */
  @ParameterizedTest
  @CsvSource({"6, 1", "6, 256", "3, 1", "3, 256", "2, 256"})
  void oneOfSoManyMayFailByChance(int oneOf, int underWay) {
    Random dice = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      if (dice.nextInt(oneOf) == 0) {
        results.failed(nextKey(), underWay);
      } else {
        results.answered(underWay);
      }
      assertThat(results.showThatItIsDown(underWay)).as("result %s", i).isFalse();
    }
  }

  /** One after another, half of them failing: opens once in this many results at most. */
  @Test
  void halfOfThemMayFailAtALowRate() {
    Random dice = new Random(7);
    int down = 0;
    for (int i = 0; i < 100_000; i++) {
      if (dice.nextBoolean()) {
        results.failed(nextKey(), 0);
      } else {
        results.answered(0);
      }
      if (results.showThatItIsDown(0)) {
        down++;
        results.clear();
      }
    }
    assertThat(down).isLessThan(10);
  }

  @ParameterizedTest
  @CsvSource({"1, 40", "25, 40", "100, 160", "256, 410"})
  void whatIsDownIsSeen(int underWay, int failures) {
    for (int i = 0; i < 1_000; i++) {
      results.answered(underWay);
    }

    assertThat(failuresUntilDown(underWay)).isEqualTo(failures);
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "15, 30", "256, 512"})
  void whatIsDownFromTheBeginningIsSeen(int underWay, int failures) {
    assertThat(failuresUntilDown(underWay)).isEqualTo(failures);
  }

  private int failuresUntilDown(int underWay) {
    int failures = 0;
    while (!results.showThatItIsDown(underWay)) {
      results.failed(underWay);
      failures++;
    }
    return failures;
  }

  @Test
  void aKeyCountsOnceAmongTheLatestResults() {
    PublicKey key = nextKey();
    assertThat(results.failed(key, 0)).isTrue();
    assertThat(results.failed(key, 0)).isFalse();
    for (int i = 0; i < CircuitBreakerOptions.DEFAULTS.window(); i++) {
      results.answered(0);
    }
    assertThat(results.failed(key, 0)).as("the one before is no longer looked at").isTrue();

    results.clear();
    assertThat(results.failed(key, 0)).isTrue();
  }
}
