package io.jitpeers.examples.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A bar chart of the size of the hot set (the resident peers) over time. Not thread-safe. */
final class HotSetChart {
  private static final int WIDTH = 50;

  private record Sample(Duration at, int size, String remark) {}

  private final List<Sample> samples = new ArrayList<>();

  void add(Duration at, int size, String remark) {
    samples.add(new Sample(at, size, remark));
  }

  /** Returns one line of at most 100 characters for each sample. */
  List<String> lines() {
    int most = samples.stream().mapToInt(Sample::size).max().orElse(0);
    return samples.stream().map(sample -> line(sample, most)).toList();
  }

  private static String line(Sample sample, int most) {
    // Any size above zero gets at least one mark, so that only an empty set looks empty.
    int length = most == 0 ? 0 : (sample.size() * WIDTH + most - 1) / most;
    return String.format(
            Locale.ROOT,
            "  %5d:%02d %5d %s%s%s",
            sample.at().toMinutes(),
            sample.at().toSecondsPart(),
            sample.size(),
            "#".repeat(length),
            length == 0 ? "" : " ",
            sample.remark())
        .stripTrailing();
  }
}
