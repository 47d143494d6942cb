package io.jitpeers.benchmarks.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.w3c.dom.Document;

/** Writes charts as SVG, with text as text elements. Works without a display. */
final class SvgFile {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final int WIDTH = 860;
  private static final int LINES_HEIGHT = 420;
  private static final int BARS_HEIGHT = 110;
  private static final int BAR_HEIGHT = 36;

  private SvgFile() {}

  static void write(JFreeChart chart, Path file) throws IOException {
    Dimension size = new Dimension(WIDTH, height(chart));
    SVGGraphics2D graphics = new SVGGraphics2D(document());
    graphics.setSVGCanvasSize(size);
    chart.draw(graphics, new Rectangle2D.Double(0, 0, size.width, size.height));
    try (Writer out = Files.newBufferedWriter(file)) {
      graphics.stream(out, true);
      out.write("\n");
    } finally {
      graphics.dispose();
    }
  }

  private static int height(JFreeChart chart) {
    return chart.getPlot() instanceof CategoryPlot plot
        ? BARS_HEIGHT + BAR_HEIGHT * plot.getDataset().getColumnCount()
        : LINES_HEIGHT;
  }

  private static Document document() throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IOException("This JDK cannot make XML documents", e);
    }
  }
}
