package io.jitpeers.examples.gateway.fleet;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A stream that keeps what is printed. Thread-safe. */
final class Printed {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  final PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  List<String> lines() {
    return text().lines().toList();
  }

  /** Returns the lines so far, and forgets them. */
  List<String> take() {
    List<String> lines = lines();
    bytes.reset();
    return lines;
  }
}
