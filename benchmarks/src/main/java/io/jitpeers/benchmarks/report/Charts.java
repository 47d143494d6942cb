package io.jitpeers.benchmarks.report;

import io.jitpeers.benchmarks.figures.Figure;
import io.jitpeers.benchmarks.report.Results.SectionOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jfree.chart.JFreeChart;

/**
 * Draws results as SVG files. For each section there is a bar chart named {@code SECTION.svg}. It
 * shows the figures that have a ratio to a yardstick, or all values if no figure has one. Figures
 * measured at several sizes get a line chart named {@code SECTION.NAME.svg}.
 */
public final class Charts {
  private Charts() {}

  /**
   * Draws the charts of all sections.
   *
   * @param folder the target folder; created if it does not exist
   * @return the files' names
   * @throws IOException if the files cannot be written
   */
  public static List<String> draw(Results results, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> names = new ArrayList<>();
    for (SectionOutcome section : results.sections()) {
      List<Figure> figures = results.ofSection(section.name());
      Scales scales = Scales.of(figures);
      for (Map.Entry<String, JFreeChart> chart :
          charts(results, section.name(), scales).entrySet()) {
        SvgFile.write(chart.getValue(), folder.resolve(chart.getKey()));
        names.add(chart.getKey());
      }
    }
    return names;
  }

  private static Map<String, JFreeChart> charts(Results results, String section, Scales scales) {
    Map<String, JFreeChart> charts = new LinkedHashMap<>();
    bars(results, section, scales.single()).ifPresent(bars -> charts.put(section + ".svg", bars));
    scales
        .groups()
        .forEach((name, series) -> charts.put(name + ".svg", ChartKinds.lines(name, series)));
    return charts;
  }

  private static Optional<JFreeChart> bars(Results results, String section, List<Figure> figures) {
    List<Figure> related = figures.stream().filter(f -> results.ratio(f).isPresent()).toList();
    if (!related.isEmpty()) {
      Map<String, Double> ratios = new LinkedHashMap<>();
      for (Figure figure : related) {
        ratios.merge(label(results, figure), results.ratio(figure).orElseThrow(), Math::min);
      }
      return Optional.of(ChartKinds.bars(section, "ratio to the yardstick", ratios, 1.0));
    }
    if (figures.isEmpty()) {
      return Optional.empty();
    }
    String unit = figures.get(0).unit();
    Map<String, Double> values = new LinkedHashMap<>();
    figures.stream()
        .filter(figure -> figure.unit().equals(unit))
        .forEach(figure -> values.put(figure.title(), figure.value()));
    return Optional.of(ChartKinds.bars(section, unit, values, Double.NaN));
  }

  private static String label(Results results, Figure figure) {
    String yardstick = figure.yardstick().flatMap(results::find).map(Figure::title).orElse("");
    return figure.title() + " : " + yardstick;
  }
}
