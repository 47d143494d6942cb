package io.jitpeers.site;

/** A page of Markdown that is being written. Not thread-safe. */
final class Page {
  private final StringBuilder text = new StringBuilder();

  /**
   * Begins a page.
   *
   * @param title the page's title
   * @param origin what the page is written from; named in a comment at the beginning of the page
   */
  Page(String title, String origin) {
    text.append("# ").append(title).append("\n\n");
    paragraph("<!-- Written by `make reference`, from " + origin + ". Do not edit. -->");
  }

  void heading(String heading) {
    text.append("## ").append(heading).append("\n\n");
  }

  void paragraph(String paragraph) {
    text.append(paragraph).append("\n\n");
  }

  void block(String language, String block) {
    text.append("```")
        .append(language)
        .append('\n')
        .append(block.stripTrailing())
        .append("\n```\n\n");
  }

  /** Adds a row of a table. The caller passes {@code ---} as each cell of the second row. */
  void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Ends a table. */
  void end() {
    text.append('\n');
  }

  String text() {
    return text.toString().stripTrailing() + "\n";
  }
}
