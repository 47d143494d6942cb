package io.jitpeers.examples.manual;

/** Builds a text in the macros of man(7). Not thread-safe. */
final class Roff {
  private final StringBuilder text = new StringBuilder();

  /** Appends a roff request, such as a macro call, with its arguments. */
  void macro(String name, String... arguments) {
    text.append('.').append(name);
    for (String argument : arguments) {
      text.append(' ').append(quoted(escaped(argument)));
    }
    text.append('\n');
  }

  private static String quoted(String argument) {
    return argument.isEmpty() || argument.contains(" ") || argument.contains("\"")
        ? '"' + argument.replace("\"", "\\(dq") + '"'
        : argument;
  }

  /** Appends a paragraph of ordinary text. Does nothing if the text is blank. */
  void text(String paragraph) {
    paragraph.lines().filter(line -> !line.isBlank()).forEach(line -> line(escaped(line.strip())));
  }

  /** Appends a line in bold. */
  void bold(String line) {
    line("\\fB" + escaped(line) + "\\fR");
  }

  /**
   * Appends a line. A dot or an apostrophe at its beginning is escaped, because it would begin a
   * request.
   */
  private void line(String line) {
    text.append(line.startsWith(".") || line.startsWith("'") ? "\\&" : "")
        .append(line)
        .append('\n');
  }

  /**
   * Escapes backslashes and hyphens. A bare hyphen may be printed as a typographic hyphen. A
   * command that contains typographic hyphens does not work when a reader pastes it into a shell.
   */
  private static String escaped(String plain) {
    return plain.replace("\\", "\\e").replace("-", "\\-");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
