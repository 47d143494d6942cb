package io.jitpeers.benchmarks.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the line of a log file that explains a failure. */
final class LastWords {
  private static final Pattern TELLING =
      Pattern.compile("Kernel panic|kernel BUG|Oops|BUG:|^Caused by: |(Exception|Error)(: |$)");

  private LastWords() {}

  /**
   * Returns the last line that looks like a reason, or else the last line of the file. The file's
   * name is appended.
   */
  static String of(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "there is no " + file;
    }
    // The encoding is Latin 1, because the output of a crashing kernel may not be valid UTF-8.
    List<String> lines =
        Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.isEmpty()) {
      return file + " is empty";
    }
    String reason =
        lines.stream()
            .filter(line -> TELLING.matcher(line).find())
            .reduce((first, second) -> second)
            .orElse(lines.get(lines.size() - 1));
    return reason + " (more in " + file + ")";
  }
}
