package io.jitpeers.kerneltests.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A section of README. */
final class ReadmeText {
  private final String section;

  private ReadmeText(String section) {
    this.section = section;
  }

  /** Reads the section about a Linux kernel. */
  static ReadmeText read() throws IOException {
    return read("On a Linux kernel");
  }

  /** Reads the section with a title. */
  static ReadmeText read(String title) throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("jit.readme")));
    int start = readme.indexOf("\n## " + title + "\n");
    if (start < 0) {
      throw new AssertionError("README has no section \"" + title + "\"");
    }
    return new ReadmeText(readme.substring(start, readme.indexOf("\n## ", start + 1)));
  }

  /** Returns the gateway's code. */
  String java() {
    return block("java", 0);
  }

  /** Returns the code with the alternative packet source that README describes. */
  String javaWithOtherSource() {
    String with = java().replaceFirst("\\.packetSource\\(.*\\)\\n", block("java", 1));
    if (with.equals(java())) {
      throw new AssertionError("README's gateway has no packet source to replace");
    }
    return with;
  }

  /**
   * Returns the commands of the first block; in the section on the kernel, they create the
   * interface and the queue.
   */
  List<String> commands() {
    return block("sh", 0).lines().toList();
  }

  /** Returns only the commands that create the interface. */
  List<String> commandsWithoutRules() {
    return commands().stream().filter(line -> !line.startsWith("nft ")).toList();
  }

  private String block(String language, int index) {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(section);
    for (int i = 0; i <= index; i++) {
      if (!block.find()) {
        throw new AssertionError("README's section has too few " + language + " blocks");
      }
    }
    return block.group(1);
  }
}
