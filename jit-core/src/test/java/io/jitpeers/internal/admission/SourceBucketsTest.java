package io.jitpeers.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceBucketsTest {
  private static final TokenRate RATE = TokenRate.of(1, 10);

  @ParameterizedTest
  @CsvSource({"4, 4", "5, 8", "8, 8", "9, 16", "65536, 65536", "65537, 131072"})
  void holdsAtLeastWhatIsAskedFor(int asked, int held) {
    assertThat(new SourceBuckets(TokenRate.of(20, 5), asked, 0, new Random(1)).capacity())
        .isEqualTo(held);
  }

  @Test
  void theFullestBucketMakesWay() {
    SourceBuckets buckets = new SourceBuckets(RATE, 4, 0, new Random(1));
    // One set of four sources, with 9, 8, 7 and 6 tokens left.
    for (int source = 1; source <= 4; source++) {
      for (int i = 0; i < source; i++) {
        buckets.take(buckets.slotOf(source, RATE, 0), RATE);
      }
    }
    int slotOfFullest = buckets.slotOf(1, RATE, 0);

    assertThat(buckets.slotOf(5, RATE, 0)).isEqualTo(slotOfFullest);
    assertThat(tokens(buckets, 5)).isEqualTo(10);
    assertThat(tokens(buckets, 2)).isEqualTo(8);
    assertThat(tokens(buckets, 3)).isEqualTo(7);
    assertThat(tokens(buckets, 4)).isEqualTo(6);
  }

  /** Sources that follow each other, and such that differ in a few bits of any place. */
  @ParameterizedTest
  @ValueSource(ints = {0, 8, 22, 32, 40, 54})
  void sourcesHaveBucketsOfTheirOwnWhateverTheirNumbers(int shift) {
    SourceBuckets buckets = new SourceBuckets(RATE, 4_096, 0, new Random(1));
    for (long source = 1; source <= 1_000; source++) {
      buckets.take(buckets.slotOf(source << shift, RATE, 0), RATE);
    }
    int remembered = 0;
    for (long source = 1; source <= 1_000; source++) {
      remembered += tokens(buckets, source << shift) == 9 ? 1 : 0;
    }
    // Of a quarter of what it holds, it forgets a hundredth at the most: sets that are full.
    assertThat(remembered).isGreaterThan(970);
  }

  private static int tokens(SourceBuckets buckets, long source) {
    int tokens = 0;
    for (int slot = buckets.slotOf(source, RATE, 0); buckets.hasToken(slot, RATE, 0); tokens++) {
      buckets.take(slot, RATE);
    }
    return tokens;
  }
}
