package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a control plane's, or a proxy's, view of {@code Upgrade: h2c}. Some answer it
 * with a status that looks like bad credentials or a server that failed. Such an answer is asked
 * for once more without; if it is another one then, none asks for an upgrade any more. Thread-safe.
 */
final class Upgrades {
  private static final Logger log = LoggerFactory.getLogger(Upgrades.class);

  /** Stands for a connection that broke. */
  static final int BROKEN = -1;

  private static final Set<Integer> REFUSALS = Set.of(400, 403, 426, 501, 505);

  /** A status that is the same without the upgrade is not looked into again for so long. */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMinutes(1);

  private final URI base;
  private final boolean asked;
  private final LogThrottle throttle;
  private volatile boolean spoken;
  private volatile boolean refused;

  /**
   * Creates a memory.
   *
   * @param http2 whether HTTP/2 is preferred
   */
  Upgrades(URI base, boolean http2, TimeSource time) {
    this.base = base;
    this.asked = http2 && "http".equalsIgnoreCase(base.getScheme());
    this.throttle = new LogThrottle(time, LOOK_AGAIN_AFTER);
  }

  /** Whether requests are not to ask for an upgrade. */
  boolean areRefused() {
    return refused;
  }

  /** Whether an answer may be due to the upgrade, and is to be asked for once more without. */
  boolean mayBeWhy(Response response) {
    if (response.version() == Version.HTTP_2) {
      spoken = true;
    }
    return REFUSALS.contains(response.statusCode()) && mayBeWhy();
  }

  /** The same of a request whose connection broke before anything was heard. */
  boolean mayBeWhy() {
    return asked && !spoken && !refused && throttle.permit().isPresent();
  }

  /**
   * The answer without the upgrade came.
   *
   * @param statusWith what was answered with it, or {@link #BROKEN}
   */
  void triedWithout(int statusWith, int statusWithout) {
    if (statusWith != statusWithout && !refused) {
      refused = true;
      log.warn(
          "the control plane {}, or a proxy before it, {} an Upgrade: h2c and answers {} without; it"
              + " is asked over HTTP/1.1 from now on. Say so by the setting http2=false"
              + " (preferHttp2(false))",
          base,
          statusWith == BROKEN ? "breaks the connection off at" : "answers " + statusWith + " to",
          statusWithout);
    }
  }
}
