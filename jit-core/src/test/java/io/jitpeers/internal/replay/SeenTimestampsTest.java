package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.HeapSize;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenTimestampsTest {
  private static int known(SeenTimestamps seen, int... tags) {
    return (int) IntStream.of(tags).filter(seen::contains).count();
  }

  private static SeenTimestamps filled(int capacity, int count) {
    SeenTimestamps seen = new SeenTimestamps(capacity);
    IntStream.rangeClosed(1, count).forEach(seen::add);
    return seen;
  }

  /** Two sets, each of half of the capacity, rounded up. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 10, 11, 1_000})
  void remembersAtLeastHalfAndAtMostAll(int capacity) {
    int half = (capacity + 1) / 2;
    SeenTimestamps seen = new SeenTimestamps(capacity);
    for (int i = 1; i <= 5 * capacity; i++) {
      seen.add(i);
      int newest = Math.min(i, half);
      assertThat(known(seen, IntStream.rangeClosed(i - newest + 1, i).toArray())).isEqualTo(newest);
    }
    int all = known(seen, IntStream.rangeClosed(1, 5 * capacity).toArray());
    assertThat(all).isBetween(half, 2 * half);
  }

  @Test
  void whatIsAddedAgainTakesNoPlace() {
    SeenTimestamps seen = filled(10, 3);
    for (int i = 0; i < 100; i++) {
      seen.add(3);
    }
    assertThat(known(seen, 1, 2, 3)).isEqualTo(3);
  }

  @Test
  void aHashOfZeroIsOneToo() {
    SeenTimestamps seen = new SeenTimestamps(10);
    assertThat(seen.contains(0)).isFalse();
    seen.add(0);
    assertThat(seen.contains(0)).isTrue();
  }

  @Test
  void takesElevenBytesForEachAtTheMost() {
    SeenTimestamps seen = new SeenTimestamps(200_000);
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      seen.add(random.nextLong());
    }
    assertThat(HeapSize.of(seen)).isLessThan(11 * 100_000 + 1_000);
  }

  @Test
  void restoringTellsWhetherAllHaveTheirPlace() {
    int[] five = IntStream.rangeClosed(1, 5).toArray();
    int[] six = IntStream.rangeClosed(11, 16).toArray();
    assertThat(new SeenTimestamps(10).restore(new int[][] {five, {}}, 1, 0)).isTrue();
    assertThat(new SeenTimestamps(10).restore(new int[][] {{}, five}, 1, 0)).isTrue();
    assertThat(new SeenTimestamps(10).restore(new int[][] {six, {}}, 1, 0)).isFalse();
    assertThat(new SeenTimestamps(10).restore(new int[][] {{}, six}, 1, 0)).isFalse();
    SeenTimestamps seen = new SeenTimestamps(20);
    assertThat(seen.restore(new int[][] {five, six}, 1, 0)).isTrue();
    assertThat(known(seen, five)).isEqualTo(5);
    assertThat(known(seen, six)).isEqualTo(6);
  }

  /** The next page has the number that was given, in the generation that was given. */
  @Test
  void pagesGoOnWhereTheyWereBeforeARestart() {
    SeenTimestamps seen = new SeenTimestamps(1_000, new SeenPages());
    assertThat(seen.restore(new int[][] {{1}, {2}}, 6, 3)).isTrue();
    assertThat(seen.takePages()).as("they are in the store").isEmpty();
    seen.add(7);
    assertThat(seen.takePages())
        .singleElement()
        .satisfies(
            page -> {
              assertThat(page.generation()).isEqualTo(6);
              assertThat(page.number()).isEqualTo(SeenPages.storeNumber(6, 3));
              assertThat(page.tags()).containsExactly(7);
            });
    assertThat(seen.takePages()).isEmpty();
    assertThat(seen.waitingPages()).isZero();
    assertThat(SeenPages.number(SeenPages.storeNumber(7, 3))).isEqualTo(3);
    assertThat(SeenPages.storeNumber(7, 3)).isNotEqualTo(SeenPages.storeNumber(6, 3));
  }
}
