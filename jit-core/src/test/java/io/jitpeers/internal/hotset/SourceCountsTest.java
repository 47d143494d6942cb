package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.HeapSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceCountsTest {
  private final SourceCounts counts = new SourceCounts();

  @Test
  void agreesWithAMap() {
    Random random = new Random(11);
    Map<Long, Integer> expected = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long source = random.nextInt(700);
      if (random.nextInt(5) < 3) {
        counts.increment(source);
        expected.merge(source, 1, Integer::sum);
      } else {
        counts.decrement(source);
        expected.computeIfPresent(source, (same, count) -> count == 1 ? null : count - 1);
      }
    }
    for (long source = 0; source < 700; source++) {
      assertThat(counts.get(source)).isEqualTo(expected.getOrDefault(source, 0));
    }
    counts.clear();
    assertThat(counts.get(1)).isZero();
  }

  @Test
  void sourcesThatComeAndGoTakeNoMoreMemory() {
    counts.increment(1);
    counts.decrement(1);
    long empty = HeapSize.of(counts);
    for (long source = 0; source < 10_000; source++) {
      counts.increment(source);
      counts.decrement(source);
      counts.decrement(source);
    }
    assertThat(HeapSize.of(counts)).isEqualTo(empty);
    counts.increment(7);
    counts.clear();
    assertThat(HeapSize.of(counts)).isEqualTo(empty);
  }

  @Test
  void aSourceTakesAtMost22BytesAtAnyTime() {
    for (int source = 1; source < 50_000; source++) {
      counts.increment(SourceKey.ofIpv4(source * 7));
      if (source > 2_000) {
        assertThat(HeapSize.of(counts)).isBetween(15L * source, 22L * source);
      }
    }
  }

  /** The table stays small, so chains often go on from its last slot at its first. */
  @Test
  void keepsTheOthersWhileAFewSourcesComeAndGo() {
    Random random = new Random(12);
    List<Long> present = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (present.size() < 45 && random.nextInt(5) < 3) {
        long source = random.nextLong();
        counts.increment(source);
        present.add(source);
      } else if (!present.isEmpty()) {
        long source = present.remove(random.nextInt(present.size()));
        counts.decrement(source);
        assertThat(counts.get(source)).isZero();
      }
      for (long source : present) {
        assertThat(counts.get(source)).isOne();
      }
    }
  }
}
