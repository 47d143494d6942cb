package io.jitpeers.examples.gateway.settings;

import java.util.Arrays;
import java.util.Locale;

/** The format of log lines. */
public enum LogFormat {
  /** Text: time, level, logger, message, then {@code key=value} pairs. */
  TEXT,
  /** One JSON object on each line. */
  JSON;

  static LogFormat parse(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such format"));
  }
}
