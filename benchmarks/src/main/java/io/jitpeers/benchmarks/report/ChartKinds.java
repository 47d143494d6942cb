package io.jitpeers.benchmarks.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The two kinds of charts. */
final class ChartKinds {
  private static final Color[] COLOURS = {
    new Color(0x1F77B4),
    new Color(0xD62728),
    new Color(0x2CA02C),
    new Color(0x9467BD),
    new Color(0xFF7F0E),
    new Color(0x8C564B)
  };
  private static final Color GRID = new Color(0xD0D0D0);
  private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final float FAINT = 1.5f;

  private ChartKinds() {}

  /**
   * Returns a chart of horizontal bars.
   *
   * @param unit the unit of the bars' lengths
   * @param bars lengths by label, from top to bottom
   * @param mark the position of a vertical line, or NaN for none
   */
  static JFreeChart bars(String title, String unit, Map<String, Double> bars, double mark) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    bars.forEach((label, value) -> data.addValue(value, unit, label));
    JFreeChart chart =
        ChartFactory.createBarChart(
            title, null, unit, data, PlotOrientation.HORIZONTAL, false, false, false);
    CategoryPlot plot = chart.getCategoryPlot();
    BarRenderer renderer = (BarRenderer) plot.getRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setSeriesPaint(0, COLOURS[0]);
    renderer.setMaximumBarWidth(0.2);
    renderer.setDefaultItemLabelGenerator(
        new StandardCategoryItemLabelGenerator("{2}", NumberFormat.getInstance(Locale.ROOT)));
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelFont(TEXT);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(GRID);
    plot.getDomainAxis().setMaximumCategoryLabelLines(2);
    plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
    plot.getDomainAxis().setTickLabelFont(TEXT);
    plot.getRangeAxis().setTickLabelFont(TEXT);
    plot.getRangeAxis().setLabelFont(TEXT);
    plot.getRangeAxis().setUpperMargin(0.15);
    if (!Double.isNaN(mark)) {
      plot.addRangeMarker(new ValueMarker(mark, Color.BLACK, new BasicStroke(FAINT)));
    }
    return finish(chart);
  }

  /** Returns a chart of lines over sizes. Both axes are logarithmic. */
  static JFreeChart lines(String title, Map<String, Scales.Line> lines) {
    XYSeriesCollection data = new XYSeriesCollection();
    String unit = "";
    for (Scales.Line line : lines.values()) {
      XYSeries series = new XYSeries(line.title());
      // Zero is replaced, because it has no logarithm.
      line.points().forEach((size, figure) -> series.add((double) size, positive(figure.value())));
      data.addSeries(series);
      unit = line.unit();
    }
    JFreeChart chart =
        ChartFactory.createXYLineChart(
            title, "size", unit, data, PlotOrientation.VERTICAL, true, false, false);
    XYPlot plot = chart.getXYPlot();
    plot.setDomainAxis(logarithmic("size", false));
    plot.setRangeAxis(logarithmic(unit, true));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setDomainGridlinePaint(GRID);
    plot.setRangeGridlinePaint(GRID);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    for (int i = 0; i < data.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
      renderer.setSeriesStroke(i, new BasicStroke(2));
    }
    plot.setRenderer(renderer);
    return finish(chart);
  }

  private static double positive(double value) {
    return Math.max(value, 1e-9);
  }

  /**
   * Returns a logarithmic axis. Its range is the range of the data, extended to whole powers of ten
   * if {@code toDecades} is true.
   */
  private static LogarithmicAxis logarithmic(String label, boolean toDecades) {
    LogarithmicAxis axis = new LogarithmicAxis(label);
    axis.setAutoRangeNextLogFlag(toDecades);
    axis.setExpTickLabelsFlag(false);
    axis.setLog10TickLabelsFlag(false);
    axis.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
    axis.setTickLabelFont(TEXT);
    axis.setLabelFont(TEXT);
    return axis;
  }

  private static JFreeChart finish(JFreeChart chart) {
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setFont(TITLE);
    if (chart.getLegend() != null) {
      chart.getLegend().setItemFont(TEXT);
    }
    return chart;
  }
}
