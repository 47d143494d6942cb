package io.jitpeers.examples.gateway.systemd;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The time within which a service manager expects a notification (sd_watchdog_enabled(3)). */
final class WatchdogInterval {
  private WatchdogInterval() {}

  /**
   * Reads the variables WATCHDOG_USEC and WATCHDOG_PID.
   *
   * @param environment the environment variables of this process
   * @param pid the id of this process
   * @return the time within which a notification is expected; empty if no notifications are
   *     expected, or if another process is expected to send them
   * @throws IllegalArgumentException if a value is not a number; the message is a sentence for
   *     users
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
    throw new IllegalArgumentException("WATCHDOG_USEC is " + micros + ", but must be above 0");
  }
}
