package io.jitpeers.examples.gateway.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How often a service manager wants a sign of life (sd_watchdog_enabled(3)). */
final class WatchdogInterval {
  private WatchdogInterval() {}

  /**
   * Reads the variables WATCHDOG_USEC and WATCHDOG_PID.
   *
   * @param environment of this process
   * @param pid of this process
   * @return the longest silence; empty if no sign is wanted, or another process's
   * @throws IllegalArgumentException if they are no numbers; a sentence
   */
  static Optional<Duration> of(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String whose = environment.getOrDefault("WATCHDOG_PID", "");
    try {
      if (micros.isEmpty() || (!whose.isEmpty() && Long.parseLong(whose) != pid)) {
        return Optional.empty();
      }
      long value = Long.parseLong(micros);
      if (value > 0) {
        return Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(value)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "WATCHDOG_USEC is \"" + micros + "\" and WATCHDOG_PID \"" + whose + "\", no numbers", e);
    }
    throw new IllegalArgumentException("WATCHDOG_USEC is " + micros + ", no time");
  }
}
