package io.jitpeers.http.internal;

import io.jitpeers.http.internal.StreamEnd.Kind;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the state of a watch's streams: a new state at INFO, a repeated state at DEBUG. Some proxies
 * end a working stream every minute, so the end of a stream that was open for a while is logged at
 * DEBUG too. Not thread-safe.
 */
final class StreamLog {
  private static final Logger log = LoggerFactory.getLogger(StreamLog.class);

  private final URI uri;
  private boolean openedOnce;
  private @Nullable Kind said;

  StreamLog(URI uri) {
    this.uri = uri;
  }

  void opened(boolean positionLost) {
    String text = positionLost ? "; earlier changes may have been missed" : "";
    if (!openedOnce || said != null || positionLost) {
      log.info("the stream of changes {} is open{}", uri, text);
    } else {
      log.debug("the stream of changes {} is open again", uri);
    }
    openedOnce = true;
    said = null;
  }

  /**
   * Logs that a stream ended or did not begin.
   *
   * @param lasted whether the stream had been open for at least {@link ReconnectPolicy#STEADY}
   */
  void ended(StreamEnd end, boolean lasted, Duration wait) {
    boolean isNew = said != end.kind() && !(lasted && end.kind() == Kind.LOST);
    if (!isNew) {
      log.debug(
          "no stream of changes {}: {}; next attempt in {} ms",
          uri,
          end.text(),
          wait.toMillis(),
          end.cause());
      return;
    }
    said = end.kind();
    if (end.kind() == Kind.ABSENT) {
      log.info(
          "{} {}: this control plane does not announce changes; a change is noticed when the "
              + "cached answer is no longer fresh",
          uri,
          end.text());
    } else {
      log.info(
          "no stream of changes {}: {}; until there is one, a change is noticed when the cached "
              + "answer is no longer fresh; next attempt in {} ms",
          uri,
          end.text(),
          wait.toMillis());
    }
  }
}
