package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says loudly that the control plane refuses our credentials: no peer can be provisioned until
 * somebody repairs that. At most once a minute. Thread-safe.
 */
final class AccessLog {
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  private final TimeSource time;
  private boolean logged;
  private long lastNanos;
  private long suppressed;

  AccessLog(TimeSource time) {
    this.time = time;
  }

  synchronized void denied(URI base, int status) {
    long now = time.nanoTime();
    if (logged && now - lastNanos < INTERVAL.toNanos()) {
      suppressed++;
      return;
    }
    log.error(
        "the control plane {} answered {}: it does not accept this gateway's credentials, so no"
            + " peer can be provisioned; check the bearer token, the headers and the client"
            + " certificate ({} such answers not logged)",
        base,
        status,
        suppressed);
    logged = true;
    lastNanos = now;
    suppressed = 0;
  }
}
