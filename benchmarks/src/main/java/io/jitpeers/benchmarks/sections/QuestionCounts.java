package io.jitpeers.benchmarks.sections;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts requests in each tenth of a second, for up to a quarter of an hour. Thread-safe. */
final class QuestionCounts {
  private static final int TENTHS_PER_SECOND = 10;
  private static final long TENTH = 100_000_000;
  private static final int MOST = 15 * 60 * TENTHS_PER_SECOND;

  private final long start;
  private final AtomicIntegerArray tenths = new AtomicIntegerArray(MOST);

  QuestionCounts(long start) {
    this.start = start;
  }

  /** Counts a request that arrived now. */
  void add(long now) {
    tenths.incrementAndGet((int) Math.min(MOST - 1, (now - start) / TENTH));
  }

  /** Returns the counts as text. {@link #questions} and {@link #peak} read this text. */
  @Override
  public String toString() {
    return IntStream.range(0, MOST)
        .mapToObj(i -> Integer.toString(tenths.get(i)))
        .collect(Collectors.joining(" "));
  }

  /** Returns the number of requests. */
  static int questions(String counts) {
    return Arrays.stream(parse(counts)).sum();
  }

  /**
   * Returns the largest number of requests within one second. A second may begin at any tenth of a
   * second.
   */
  static int peak(String counts) {
    int[] tenths = parse(counts);
    int second = 0;
    int peak = 0;
    for (int i = 0; i < tenths.length; i++) {
      second += tenths[i] - (i < TENTHS_PER_SECOND ? 0 : tenths[i - TENTHS_PER_SECOND]);
      peak = Math.max(peak, second);
    }
    return peak;
  }

  private static int[] parse(String counts) {
    return Arrays.stream(counts.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
  }
}
