package io.jitpeers.kerneltests.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Encodes several texts in one line: they are separated by tabs, and special characters are
 * escaped. Encoded lists can be nested.
 */
final class Fields {
  private Fields() {}

  static String join(Collection<String> fields) {
    List<String> escaped = new ArrayList<>();
    for (String field : fields) {
      escaped.add(
          field
              .replace("\\", "\\\\")
              .replace("\t", "\\t")
              .replace("\n", "\\n")
              .replace("\r", "\\r"));
    }
    // A list with one empty text differs from an empty list.
    return escaped.isEmpty() ? "" : String.join("\t", escaped) + "\t";
  }

  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '\t') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '\\') {
        field.append(unescape(line, ++at));
      } else {
        field.append(c);
      }
    }
    if (field.length() > 0) {
      throw new IllegalArgumentException("The line is cut off: " + line);
    }
    return fields;
  }

  private static char unescape(String line, int at) {
    if (at == line.length()) {
      throw new IllegalArgumentException("The line ends in an escape: " + line);
    }
    return switch (line.charAt(at)) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new IllegalArgumentException("The line has an unknown escape: " + line);
    };
  }
}
