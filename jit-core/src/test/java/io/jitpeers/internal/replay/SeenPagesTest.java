package io.jitpeers.internal.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.ReplayStore.Page;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pages that are taken, assembled as a store does, equal the remembered content. */
class SeenPagesTest {
  private final Map<Integer, Page> store = new HashMap<>();
  private final Random random = new Random(3);

  private void take(SeenTimestamps seen) {
    seen.takePages().forEach(page -> store.put(page.number(), page));
  }

  private SeenTimestamps restart(int capacity) {
    SeenTimestamps seen = new SeenTimestamps(capacity, new SeenPages());
    int generation = store.values().stream().mapToInt(Page::generation).max().orElse(0);
    int next =
        store.values().stream()
            .filter(page -> page.generation() == generation)
            .mapToInt(page -> SeenPages.number(page.number()) + 1)
            .max()
            .orElse(0);
    assertThat(seen.restore(new int[][] {tags(generation - 1), tags(generation)}, generation, next))
        .isTrue();
    return seen;
  }

  private int[] tags(int generation) {
    return store.values().stream()
        .filter(page -> page.generation() == generation)
        .flatMapToInt(page -> Arrays.stream(page.tags()))
        .toArray();
  }

  @Test
  void theNewestHalfAtLeastIsThereAfterARestartAtAnyTime() {
    int capacity = 1_000;
    SeenTimestamps seen = new SeenTimestamps(capacity, new SeenPages());
    long[] added = LongStream.range(0, 10_000).map(i -> random.nextLong()).toArray();
    for (int i = 0; i < added.length; i++) {
      seen.add(added[i]);
      if (random.nextInt(20) == 0) {
        take(seen);
      }
      if (i % 777 == 776) {
        take(seen);
        seen = restart(capacity);
      }
      for (int j = Math.max(0, i - capacity / 2 + 1); j <= i; j += 50) {
        assertThat(seen.contains(added[j])).as("%s after %s", j, i).isTrue();
      }
    }
    assertThat(store)
        .as("bounded as the memory is")
        .hasSizeLessThan(10 * capacity / SeenPages.TAGS);
  }

  @Test
  void ofTooManyThatWaitAllAreTaken() {
    int capacity = 4 * SeenPages.MOST_WAITING * SeenPages.TAGS;
    SeenTimestamps seen = new SeenTimestamps(capacity, new SeenPages());
    int count = capacity / 2 - 1;
    for (int i = 1; i <= count; i++) {
      seen.add(i);
    }
    assertThat(seen.waitingPages()).as("bounded").isLessThanOrEqualTo(SeenPages.MOST_WAITING + 2);
    take(seen);
    assertThat(tags(0)).hasSize(count);
    assertThat(seen.waitingPages()).isZero();
    seen.add(-7);
    List<Page> next = seen.takePages();
    assertThat(next).hasSize(1);
    assertThat(next.get(0).tags()).containsExactly(-7);
    assertThat(store).as("in a page of its own").doesNotContainKey(next.get(0).number());
  }

  private static final int[] NONE = {};

  private static void add(SeenPages pages, int count) {
    for (int tag = 1; tag <= count; tag++) {
      pages.added(tag);
    }
  }

  private static int[] numbers(List<Page> pages) {
    return pages.stream().mapToInt(page -> SeenPages.number(page.number())).toArray();
  }

  @Test
  void fullPagesAndTheBegunOneWaitUntilTheyAreTaken() {
    SeenPages pages = new SeenPages();
    assertThat(pages.waiting()).isZero();
    add(pages, 2 * SeenPages.TAGS + 10);
    assertThat(pages.waiting()).isEqualTo(3);
    assertThat(numbers(pages.take(NONE, NONE))).containsExactly(0, 1, 2);
    assertThat(pages.waiting()).isZero();
    assertThat(pages.take(NONE, NONE)).as("taken before").isEmpty();

    pages.added(7);
    assertThat(pages.waiting()).isOne();
    List<Page> grown = pages.take(NONE, NONE);
    assertThat(numbers(grown)).as("the begun page again").containsExactly(2);
    assertThat(grown.get(0).tags()).hasSize(11).endsWith(7);
  }

  @Test
  void aNewGenerationKeepsAPageThatWaitsAndNoneThatWasTaken() {
    SeenPages pages = new SeenPages();
    add(pages, 10);
    pages.turned();
    assertThat(pages.waiting()).isOne();
    add(pages, 5);
    List<Page> both = pages.take(NONE, NONE);
    assertThat(both).extracting(Page::generation).containsExactly(0, 1);
    assertThat(numbers(both)).containsExactly(0, 0);
    assertThat(both).extracting(page -> page.tags().length).containsExactly(10, 5);
    pages.turned();
    assertThat(pages.waiting()).as("taken before").isZero();
  }

  @Test
  void oneMoreThanTheMostThatWaitsMakesAllBeTaken() {
    SeenPages pages = new SeenPages();
    add(pages, SeenPages.MOST_WAITING * SeenPages.TAGS);
    assertThat(pages.waiting()).isEqualTo(SeenPages.MOST_WAITING);
    assertThat(pages.take(NONE, NONE)).hasSize(SeenPages.MOST_WAITING);

    add(pages, (SeenPages.MOST_WAITING + 1) * SeenPages.TAGS);
    assertThat(pages.waiting()).isOne();
    assertThat(pages.take(NONE, NONE)).as("all of nothing").isEmpty();
    assertThat(pages.waiting()).isZero();
  }

  @Test
  void allAreTakenByGenerationAndWithoutGaps() {
    SeenPages pages = new SeenPages();
    pages.continueAt(5, 9);
    pages.takeAllAgain();
    assertThat(pages.waiting()).isOne();
    int[] old = new int[100];
    old[0] = 3;
    old[99] = 4;
    int[] young = new int[2 * SeenPages.TAGS];
    Arrays.setAll(young, i -> i % 2 == 0 ? i + 1 : 0);
    List<Page> all = pages.take(old, young);
    assertThat(all).extracting(Page::generation).containsExactly(4, 5);
    assertThat(numbers(all)).containsExactly(0, 0);
    assertThat(all.get(0).tags()).containsExactly(3, 4);
    assertThat(all.get(1).tags()).hasSize(SeenPages.TAGS).startsWith(1, 3).endsWith(127);

    pages.added(7);
    assertThat(numbers(pages.take(NONE, NONE))).as("the next number").containsExactly(1);
  }

  @Test
  void aSeenTimestampWaitsInAPage() {
    SeenTimestamps seen = new SeenTimestamps(1_000, new SeenPages());
    assertThat(seen.waitingPages()).isZero();
    seen.add(-7);
    assertThat(seen.waitingPages()).isOne();
  }
}
