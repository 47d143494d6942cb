package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Separates the figures of a section into those measured at several sizes and the others. A size is
 * a part of an id that is a number, as in {@code kernel-scale.list.100000.ours}.
 *
 * @param groups the lines of each chart. The outer key is the chart's name, which is the part of
 *     the id before the size, such as {@code kernel-scale.list}; the inner key is the id without
 *     the size
 * @param single the figures that were not measured at several sizes, and from each line the figure
 *     of the largest size
 */
record Scales(Map<String, Map<String, Line>> groups, List<Figure> single) {
  private static final Pattern SIZED = Pattern.compile("(.+?)\\.(\\d+)((?:\\..+)?)");

  /**
   * A figure at several sizes.
   *
   * @param title the figure's name in the legend
   * @param unit the unit of the values
   * @param points the figures by size
   */
  record Line(String title, String unit, NavigableMap<Long, Figure> points) {}

  static Scales of(List<Figure> figures) {
    Map<String, Map<String, Line>> groups = new LinkedHashMap<>();
    for (Figure figure : figures) {
      size(figure)
          .ifPresent(
              sized ->
                  groups
                      .computeIfAbsent(sized.group(1), name -> new LinkedHashMap<>())
                      .computeIfAbsent(sized.group(1) + sized.group(3), id -> line(sized, figure))
                      .points()
                      .put(Long.valueOf(sized.group(2)), figure));
    }
    groups.values().forEach(lines -> lines.values().removeIf(line -> line.points().size() < 2));
    groups.values().removeIf(Map::isEmpty);
    return new Scales(groups, single(figures, groups));
  }

  private static Line line(Matcher sized, Figure figure) {
    String title = sized.group(3).isEmpty() ? sized.group(1) : sized.group(3).substring(1);
    return new Line(title, figure.unit(), new TreeMap<>());
  }

  private static List<Figure> single(List<Figure> figures, Map<String, Map<String, Line>> groups) {
    List<Figure> smaller = new ArrayList<>();
    for (Map<String, Line> lines : groups.values()) {
      for (Line line : lines.values()) {
        smaller.addAll(line.points().headMap(line.points().lastKey()).values());
      }
    }
    return figures.stream().filter(figure -> !smaller.contains(figure)).toList();
  }

  private static Optional<Matcher> size(Figure figure) {
    Matcher matcher = SIZED.matcher(figure.id());
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }
}
