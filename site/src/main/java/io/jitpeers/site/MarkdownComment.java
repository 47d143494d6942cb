package io.jitpeers.site;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ReturnTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Converts Javadoc to Markdown. Stateless. */
final class MarkdownComment {
  private static final Map<String, String> STARTS =
      Map.of("p", "\n\n", "ul", "\n\n", "li", "\n- ", "em", "*", "strong", "**");
  private static final Map<String, String> ENDS =
      Map.of("p", "", "ul", "\n\n", "li", "", "em", "*", "strong", "**");
  private static final Map<String, String> ENTITIES =
      Map.of("lt", "&lt;", "gt", "&gt;", "amp", "&");

  private MarkdownComment() {}

  /**
   * Converts a comment, with its paragraphs and lists.
   *
   * @throws IllegalArgumentException if the comment has an element that this class does not know
   */
  static String of(List<? extends DocTree> comment) {
    String text = comment.stream().map(MarkdownComment::text).collect(Collectors.joining());
    return text.replaceAll("[ \\t]*\\n[ \\t]*(?![\\n-])", "\n")
        .replaceAll("\\n{3,}", "\n\n")
        .strip();
  }

  /** Converts a comment to one line, for a table. */
  static String line(List<? extends DocTree> comment) {
    return of(comment).replaceAll("\\s+", " ").replace("|", "\\|");
  }

  private static String text(DocTree tree) {
    if (tree instanceof TextTree text) {
      return text.getBody().replaceAll("\\n +", "\n");
    }
    if (tree instanceof LiteralTree literal) {
      return "`" + literal.getBody().getBody().strip().replaceAll("\\s+", " ") + "`";
    }
    if (tree instanceof LinkTree link) {
      return link.getLabel().isEmpty()
          ? "`" + shortName(link.getReference().getSignature()) + "`"
          : of(link.getLabel());
    }
    if (tree instanceof ReturnTree returned) {
      return "Returns " + of(returned.getDescription()) + ".";
    }
    if (tree instanceof StartElementTree start) {
      return known(STARTS, start.getName().toString(), tree);
    }
    if (tree instanceof EndElementTree end) {
      return known(ENDS, end.getName().toString(), tree);
    }
    if (tree instanceof EntityTree entity) {
      return known(ENTITIES, entity.getName().toString(), tree);
    }
    throw new IllegalArgumentException("unknown element of Javadoc: " + tree);
  }

  private static String known(Map<String, String> conversions, String name, DocTree tree) {
    String converted = conversions.get(name);
    if (converted == null) {
      throw new IllegalArgumentException("unknown element of Javadoc: " + tree);
    }
    return converted;
  }

  /**
   * Returns the name in a Javadoc reference, without the package and with a dot between a type and
   * its member.
   */
  private static String shortName(String reference) {
    return reference.replaceFirst("^([a-z0-9]+\\.)+", "").replaceFirst("^#", "").replace('#', '.');
  }
}
