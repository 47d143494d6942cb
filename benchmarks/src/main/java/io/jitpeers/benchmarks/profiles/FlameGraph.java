package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.profiles.Frame.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A flame graph as an SVG image: the width of a frame is its share of all samples, and a frame is
 * on top of its caller. Frames with a very small share are left out, so that the file stays small.
 * A browser that shows the file itself, not embedded, shows a frame's whole name and its share as a
 * tooltip.
 */
final class FlameGraph {
  private static final double LEAST_SHARE = 0.003;
  private static final int WIDTH = 1200;
  private static final int ROW = 16;
  private static final int HEAD = 24;
  private static final double LETTER = 6.3;
  private static final int FEWEST_LETTERS = 3;

  private final String title;
  private final Node root = new Node("all", "all", "t");
  private final StringBuilder body = new StringBuilder();
  private int rows;

  private FlameGraph(String title) {
    this.title = title;
  }

  /** Returns the image of stacks. */
  static String of(String title, List<Stack> stacks) {
    FlameGraph graph = new FlameGraph(title);
    stacks.forEach(graph::add);
    return graph.render();
  }

  private void add(Stack stack) {
    root.weight += stack.weight();
    Node node = root.child(new Node(stack.thread(), stack.thread(), "t"));
    node.weight += stack.weight();
    for (Frame frame : stack.frames()) {
      node = node.child(new Node(frame.fullName(), frame.name(), style(frame)));
      node.weight += stack.weight();
    }
  }

  /**
   * Returns the CSS class that sets a frame's colour. There is one class each for this project's
   * Java code, other Java code, native code, the kernel's code, and types of allocated objects.
   */
  private static String style(Frame frame) {
    if (frame.kind() == Kind.JAVA) {
      return frame.owner().startsWith("io.jitpeers") ? "o" : "j";
    }
    return switch (frame.kind()) {
      case NATIVE -> "n";
      case KERNEL -> "k";
      default -> "y";
    };
  }

  private String render() {
    rows = root.depth(root.weight * LEAST_SHARE);
    draw(root, 0, 0);
    int height = HEAD + rows * ROW + ROW / 2;
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="monospace" font-size="10.5">
        <style>rect{height:15px;stroke:#fff;stroke-width:.4}.t{fill:#cfd4da}.o{fill:#f2a65a}.j{fill:#a5d68c}.n{fill:#f5df7a}.k{fill:#92b9e8}.y{fill:#dba6dc}</style>
        <rect width="100%%" style="height:100%%" fill="#fff"/>
        <text x="4" y="14">%s</text>
        %s</svg>
        """
        .formatted(WIDTH, height, escape(title), body);
  }

  private void draw(Node node, int row, long from) {
    double share = (double) node.weight / root.weight;
    if (share < LEAST_SHARE) {
      return;
    }
    double x = (double) from / root.weight * WIDTH;
    double width = share * WIDTH;
    int y = HEAD + (rows - 1 - row) * ROW;
    body.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s %.1f%%</title><rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\""
                + " height=\"15\"/>%s</g>%n",
            escape(node.name),
            share * 100,
            node.style,
            x,
            y,
            width,
            text(node.label, x, y, width)));
    long at = from;
    for (Node child : node.sorted()) {
      draw(child, row + 1, at);
      at += child.weight;
    }
  }

  private static String text(String label, double x, int y, double width) {
    int letters = (int) ((width - 4) / LETTER);
    if (letters < FEWEST_LETTERS) {
      return "";
    }
    String shown = label.length() <= letters ? label : label.substring(0, letters - 1) + "…";
    return String.format(
        Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 2, y + 11, escape(shown));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** A frame, together with the frames that it called. */
  private static final class Node {
    private final String name;
    private final String label;
    private final String style;
    private final Map<String, Node> children = new LinkedHashMap<>();
    private long weight;

    Node(String name, String label, String style) {
      this.name = name;
      this.label = label;
      this.style = style;
    }

    Node child(Node wanted) {
      return children.computeIfAbsent(wanted.style + wanted.name, key -> wanted);
    }

    /** Returns the children in the order of their names, so that similar profiles look similar. */
    List<Node> sorted() {
      List<Node> sorted = new ArrayList<>(children.values());
      sorted.sort((one, other) -> one.name.compareTo(other.name));
      return sorted;
    }

    int depth(double least) {
      return 1
          + children.values().stream()
              .filter(child -> child.weight >= least)
              .mapToInt(child -> child.depth(least))
              .max()
              .orElse(0);
    }
  }
}
