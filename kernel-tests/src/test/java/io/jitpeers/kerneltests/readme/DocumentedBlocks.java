package io.jitpeers.kerneltests.readme;

import io.jitpeers.kerneltests.support.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The blocks of commands in a page of docs that name the test that runs them. */
final class DocumentedBlocks {
  private DocumentedBlocks() {}

  /** Returns the lines of each block that names a test. */
  static List<List<String>> of(String page, Class<?> test) throws IOException {
    String marker = "<!-- run by " + test.getSimpleName() + " -->\\n";
    return Pattern.compile(marker + "```sh\\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Repository.file("docs").resolve(page)))
        .results()
        .map((MatchResult block) -> block.group(1).lines().toList())
        .toList();
  }
}
