package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.gateway.check.Programs.Ended;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands for ip(8) that one process runs. */
final class IpBatch {
  /**
   * The program ip(8) with arguments that make it read commands from standard input. If a command
   * fails, ip(8) continues with the next command. If ip(8) cannot parse a command, it stops.
   */
  static final List<String> COMMAND = List.of("ip", "-force", "-batch", "-");

  private static final Pattern FAILED = Pattern.compile("Command failed -:(\\d{1,9})");

  private IpBatch() {}

  /**
   * Returns which commands failed.
   *
   * @param count the number of commands
   * @param ended how the process ended
   * @return the index of each failed command, with the messages of ip(8) about that command
   * @throws IOException if ip(8) ended before it had run all commands
   */
  static Map<Integer, String> failures(int count, Ended ended) throws IOException {
    Map<Integer, String> failures = new LinkedHashMap<>();
    // The messages about a command precede the line with the command's number.
    List<String> said = new ArrayList<>();
    for (String line : ended.complaints().lines().map(String::strip).toList()) {
      Matcher matcher = FAILED.matcher(line);
      if (!matcher.matches()) {
        said.add(line);
        continue;
      }
      int index = Integer.parseInt(matcher.group(1)) - 1;
      if (index < 0 || index >= count) {
        throw new IOException("ip has run " + count + " commands, and said: " + line);
      }
      failures.put(index, String.join("; ", said));
      said.clear();
    }
    boolean complete =
        ended.status() == 0 || (ended.status() == 1 && !failures.isEmpty() && said.isEmpty());
    if (!complete) {
      throw new IOException(
          "\""
              + String.join(" ", COMMAND)
              + "\" ended early ("
              + ended.status()
              + "): "
              + String.join("; ", said));
    }
    return failures;
  }
}
