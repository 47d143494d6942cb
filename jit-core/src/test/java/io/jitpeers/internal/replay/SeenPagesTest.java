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
}
