package io.jitpeers.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of code in a page.
 *
 * @param page the page, relative to the tree's root
 * @param line the number of the block's first line in the page
 * @param language the block's language, or an empty text
 * @param marker the text of the comment on the line before the block, or an empty text
 * @param lines the block's lines, without the indentation of the block
 */
record Block(String page, int line, String language, String marker, List<String> lines) {
  private static final String FENCE = "```";

  /** Returns the blocks of all pages that are written by hand. */
  static List<Block> all(Path root) throws IOException {
    List<Block> blocks = new ArrayList<>();
    try (Stream<Path> pages = Files.walk(root.resolve("docs"))) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        if (!page.startsWith(ReferencePages.folder(root))) {
          blocks.addAll(of(root.relativize(page).toString(), Files.readAllLines(page)));
        }
      }
    }
    return blocks;
  }

  private static List<Block> of(String page, List<String> lines) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.strip().startsWith(FENCE)) {
        int indent = line.indexOf(FENCE);
        int begin = i + 1;
        do {
          i++;
        } while (!lines.get(i).strip().equals(FENCE));
        List<String> content =
            lines.subList(begin, i).stream().map(text -> cut(text, indent)).toList();
        String language = line.strip().substring(FENCE.length());
        blocks.add(new Block(page, begin + 1, language, marker(lines, begin - 2), content));
      }
    }
    return blocks;
  }

  private static String cut(String text, int indent) {
    return text.length() < indent ? text.strip() : text.substring(indent);
  }

  private static String marker(List<String> lines, int index) {
    String before = index < 0 ? "" : lines.get(index).strip();
    return before.startsWith("<!-- ") ? before.replaceAll("^<!-- | -->$", "") : "";
  }

  @Override
  public String toString() {
    return page + ":" + line;
  }
}
