package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers how a control plane, or a proxy in front of it, reacts to {@code Upgrade: h2c}. Some
 * servers answer a request for this upgrade with a status that looks like bad credentials or a
 * failed server. After such an answer the request is repeated once without the upgrade. If the
 * second answer has another status, no further request asks for an upgrade. Thread-safe.
 */
final class Upgrades {
  private static final Logger log = LoggerFactory.getLogger(Upgrades.class);

  /** The value used in place of a status if the connection broke before any answer. */
  static final int BROKEN = -1;

  private static final Set<Integer> REFUSALS = Set.of(400, 403, 426, 501, 505);

  /**
   * The shortest time between two repetitions. A repetition sends a failed request once more,
   * without the upgrade. A request that fails less than this time after the latest repetition is
   * not repeated. If a repetition is answered with another status than the request with the
   * upgrade, no request asks for the upgrade any more. Then there are no further repetitions.
   */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(1);

  private final URI base;
  private final boolean asked;
  private final LogThrottle throttle;
  private volatile boolean spoken;
  private volatile boolean refused;

  /**
   * Creates an instance that has not seen an answer yet.
   *
   * @param http2 whether HTTP/2 is preferred
   */
  Upgrades(URI base, boolean http2, TimeSource time) {
    this.base = base;
    this.asked = http2 && "http".equalsIgnoreCase(base.getScheme());
    this.throttle = new LogThrottle(time, LOOK_AGAIN_AFTER);
  }

  /** Returns whether requests must not ask for an upgrade. */
  boolean areRefused() {
    return refused;
  }

  /**
   * Returns whether an answer may be a reaction to the upgrade. If so, the request should be
   * repeated without the upgrade.
   */
  boolean mayBeWhy(Response response) {
    if (response.version() == Version.HTTP_2) {
      spoken = true;
    }
    return REFUSALS.contains(response.statusCode()) && mayBeWhy();
  }

  /** Returns whether the upgrade may be the reason why a connection broke before any answer. */
  boolean mayBeWhy() {
    return asked && !spoken && !refused && throttle.permit().isPresent();
  }

  /**
   * Records the answer to a request that was repeated without the upgrade.
   *
   * @param statusWith the status of the answer to the request with the upgrade, or {@link #BROKEN}
   */
  void triedWithout(int statusWith, int statusWithout) {
    if (statusWith != statusWithout && !refused) {
      refused = true;
      log.warn(
          "the control plane {}, or a proxy before it, {} an Upgrade: h2c and answers {} without"
              + " one; it is asked over HTTP/1.1 from now on. Set http2=false (preferHttp2(false))"
              + " to skip the upgrade",
          base,
          statusWith == BROKEN ? "breaks the connection at" : "answers " + statusWith + " to",
          statusWithout);
    }
  }
}
