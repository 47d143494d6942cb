package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs an error when the control plane refuses the credentials, at most once a minute. No peer can
 * be provisioned until an operator corrects the credentials. Thread-safe.
 */
final class AccessLog {
  static final Duration INTERVAL = Duration.ofMinutes(1);

  private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

  private final LogThrottle throttle;

  AccessLog(TimeSource time) {
    throttle = new LogThrottle(time, INTERVAL);
  }

  void denied(URI base, int status) {
    throttle
        .permit()
        .ifPresent(
            suppressed ->
                log.error(
                    "the control plane {} answered {}: it does not accept this gateway's"
                        + " credentials, so no peer can be provisioned; check the bearer token, the"
                        + " headers and the client certificate, or set http2=false if a proxy "
                        + "gives this answer to Upgrade: h2c ({} such answers not logged)",
                    base,
                    status,
                    suppressed));
  }
}
