package io.jitpeers.examples.simulate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart of the number of resident peers over time, with a line for each idle threshold. */
final class HotSetSvg {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 420;
  private static final int LEFT = 80;
  private static final int TOP = 40;
  private static final int RIGHT = 110;
  private static final int BOTTOM = 40;
  private static final int STEPS = 5;

  /**
   * The approximate number of points of a line. Each point stands for one or more sweeps, and shows
   * the largest number of peers among these sweeps.
   */
  private static final int POINTS = 600;

  /** Colours that people with a colour vision deficiency can tell apart (Okabe and Ito, 2008). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private final List<SimulationResult> results;
  private final double seconds;
  private final double most;
  private final StringBuilder svg = new StringBuilder();

  private HotSetSvg(List<SimulationResult> results) {
    this.results = results;
    HotSetSeries first = results.get(0).hotSet();
    this.seconds = first.count() == 0 ? 1 : first.second(first.count() - 1);
    this.most = Math.max(1, results.stream().mapToInt(r -> r.hotSet().most()).max().orElse(1));
  }

  /**
   * Returns the chart.
   *
   * @param results the results; at least one has the given cadence, and those with another cadence
   *     are not drawn
   * @param every the cadence: the time between two sweeps
   */
  static String of(List<SimulationResult> results, Duration every) {
    return new HotSetSvg(results.stream().filter(r -> r.plan().every().equals(every)).toList())
        .draw();
  }

  private String draw() {
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
            WIDTH,
            HEIGHT));
    text(LEFT, TOP - 18, "start", "resident peers over time, by idle threshold");
    axes();
    for (int i = 0; i < results.size(); i++) {
      line(i);
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    for (int step = 0; step <= STEPS; step++) {
      double peers = most * step / STEPS;
      rule(LEFT, y(peers), WIDTH - RIGHT, y(peers));
      text(LEFT - 8, y(peers) + 4, "end", Texts.number(Math.round(peers)));
    }
    boolean days = seconds > 2 * DayCurve.DAY;
    int unit = days ? DayCurve.DAY : DayCurve.HOUR;
    int stride = (int) Math.max(1, Math.ceil(seconds / unit / 14));
    for (int mark = 0; (double) mark * unit <= seconds; mark += stride) {
      double x = x((double) mark * unit);
      rule(x, TOP, x, HEIGHT - BOTTOM);
      text(x, HEIGHT - BOTTOM + 16, "middle", (days ? "day " : "hour ") + mark);
    }
  }

  private void line(int number) {
    HotSetSeries series = results.get(number).hotSet();
    String colour = COLOURS.get(number % COLOURS.size());
    int group = Math.max(1, series.count() / POINTS);
    List<String> points = new ArrayList<>();
    for (int begin = 0; begin < series.count(); begin += group) {
      int highest = 0;
      for (int sweep = begin; sweep < Math.min(series.count(), begin + group); sweep++) {
        highest = Math.max(highest, series.size(sweep));
      }
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(series.second(begin)), y(highest)));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" points=\"%s\"/>%n",
            colour,
            String.join(" ", points)));
    int labelY = TOP + 10 + 18 * number;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
            WIDTH - RIGHT + 12,
            labelY - 6,
            colour));
    text(
        WIDTH - RIGHT + 32,
        labelY,
        "start",
        Texts.duration(results.get(number).plan().idleAfter()));
  }

  private void rule(double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
            x1,
            y1,
            x2,
            y2));
  }

  private void text(double x, double y, String anchor, String content) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            content));
  }

  private double x(double second) {
    return LEFT + second / seconds * (WIDTH - LEFT - RIGHT);
  }

  private double y(double peers) {
    return HEIGHT - BOTTOM - peers / most * (HEIGHT - TOP - BOTTOM);
  }
}
