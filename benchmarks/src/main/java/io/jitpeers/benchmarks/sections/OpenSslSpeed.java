package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Measures OpenSSL's X25519 with OpenSSL's own command {@code openssl speed}. */
final class OpenSslSpeed {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A result line such as {@code 253 bits ecdh (X25519) 0.0000s 31347.0}. It ends with the seconds
   * per operation and the operations per second.
   */
  private static final Pattern LINE = Pattern.compile("\\(X25519\\)\\s+\\S+s\\s+([0-9.]+)");

  private OpenSslSpeed() {}

  /**
   * Returns the nanoseconds per operation, for each round. A round takes one second.
   *
   * @throws IOException if openssl is missing, or its output has no result
   */
  static List<Double> nanoseconds(int rounds) throws IOException, InterruptedException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      times.add(
          parse(Program.run(List.of("openssl", "speed", "-seconds", "1", "ecdhx25519"), PATIENCE)));
    }
    return times;
  }

  static double parse(String output) throws IOException {
    Matcher matcher = LINE.matcher(output);
    if (!matcher.find()) {
      throw new IOException("openssl speed does not tell of X25519: " + output);
    }
    return 1e9 / Double.parseDouble(matcher.group(1));
  }
}
