package io.jitpeers.examples.gateway.settings;

import java.util.Arrays;
import java.util.Locale;

/** How log lines look. */
public enum LogFormat {
  /** For people: time, level, logger, message, then {@code key=value} pairs. */
  TEXT,
  /** For programs: a JSON object on each line. */
  JSON;

  static LogFormat parse(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such format"));
  }
}
