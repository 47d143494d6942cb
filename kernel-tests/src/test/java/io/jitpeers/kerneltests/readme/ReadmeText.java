package io.jitpeers.kerneltests.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The section of README about a Linux kernel. */
final class ReadmeText {
  private final String section;

  private ReadmeText(String section) {
    this.section = section;
  }

  static ReadmeText read() throws IOException {
    String readme = Files.readString(Path.of(System.getProperty("jit.readme")));
    int start = readme.indexOf("## On a Linux kernel");
    return new ReadmeText(readme.substring(start, readme.indexOf("\n## ", start + 1)));
  }

  /** The gateway's code. */
  String java() {
    return block("java");
  }

  /** The commands that make its interface and its queue. */
  List<String> commands() {
    return block("sh").lines().toList();
  }

  private String block(String language) {
    Matcher block =
        Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(section);
    if (!block.find()) {
      throw new AssertionError("README's section has no " + language + " block");
    }
    return block.group(1);
  }
}
