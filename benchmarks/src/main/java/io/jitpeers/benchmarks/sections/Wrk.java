package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator {@code wrk}. It requests the same peers as the measured HTTP client of JIT
 * Peers, and keeps its connections open between requests. Immutable.
 *
 * @param program the path of the program
 */
record Wrk(Path program) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String THREADS = "2";

  /** Requests one peer after the other. The script's argument is the file of keys. */
  private static final String SCRIPT =
      """
      local paths = {}
      local number = 0

      function init(arguments)
        for key in io.lines(arguments[1]) do
          paths[#paths + 1] = "/peer/" .. key:gsub("%+", "-"):gsub("/", "_"):gsub("=", "")
        end
        wrk.headers["Accept"] = "application/json"
      end

      function request()
        number = number % #paths + 1
        return wrk.format("GET", paths[number])
      end
      """;

  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern HIGH = Pattern.compile("\\s99%\\s+([0-9.]+)(us|ms|s)\\b");
  private static final Pattern WRONG = Pattern.compile("(?m)^\\s*(Non-2xx|Socket errors).*$");

  /**
   * What one run measured.
   *
   * @param rate the answers per second
   * @param p99 the 99th percentile of a request's duration, in milliseconds
   */
  record Reading(double rate, double p99) {}

  /**
   * Returns the program; empty if it is not installed.
   *
   * @param path the directories to search, as in the environment variable {@code PATH}
   */
  static Optional<Wrk> find(String path) {
    return Program.find("wrk", path).map(Wrk::new);
  }

  /**
   * Requests the peers again and again for a number of seconds, and returns what was measured.
   *
   * @param keys a file with a key on each line
   * @param atOnce the number of connections, each with one request at a time
   * @throws IOException if the program fails, or a request got no answer or an error status
   */
  Reading measure(URI uri, Path keys, String atOnce, int seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("jit-benchmark", ".lua");
    try {
      Files.writeString(script, SCRIPT);
      return parse(
          Program.run(
              List.of(
                  program.toString(),
                  "--threads=" + THREADS,
                  "--connections=" + atOnce,
                  "--duration=" + seconds + "s",
                  "--latency",
                  "--script=" + script,
                  uri.toString(),
                  "--",
                  keys.toString()),
              PATIENCE));
    } finally {
      Files.delete(script);
    }
  }

  static Reading parse(String output) throws IOException {
    Matcher wrong = WRONG.matcher(output);
    Matcher rate = RATE.matcher(output);
    Matcher high = HIGH.matcher(output);
    if (wrong.find() || !rate.find() || !high.find()) {
      throw new IOException("wrk did not get an answer 200 to every request: " + output);
    }
    double unit =
        switch (high.group(2)) {
          case "us" -> 1e-3;
          case "ms" -> 1;
          default -> 1e3;
        };
    return new Reading(Double.parseDouble(rate.group(1)), Double.parseDouble(high.group(1)) * unit);
  }
}
