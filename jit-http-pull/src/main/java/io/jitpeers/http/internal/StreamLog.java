package io.jitpeers.http.internal;

import io.jitpeers.http.internal.StreamEnd.Kind;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of a watch's streams: what is new at INFO, what goes on as before at DEBUG.
 * Proxies end streams that last, every minute some of them, which is nothing to tell. Not
 * thread-safe.
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
    String text = positionLost ? "; what changed before is not known" : "";
    if (!openedOnce || said != null || positionLost) {
      log.info("the stream of changes {} is open{}", uri, text);
    } else {
      log.debug("the stream of changes {} is open again", uri);
    }
    openedOnce = true;
    said = null;
  }

  /**
   * A stream ended, or did not begin.
   *
   * @param lasted whether it had been open for a good while
   */
  void ended(StreamEnd end, boolean lasted, Duration wait) {
    boolean isNew = said != end.kind() && !(lasted && end.kind() == Kind.LOST);
    if (!isNew) {
      log.debug(
          "no stream of changes {}: {}; again in {} ms",
          uri,
          end.text(),
          wait.toMillis(),
          end.cause());
      return;
    }
    said = end.kind();
    if (end.kind() == Kind.ABSENT) {
      log.info(
          "{} {}: this control plane does not announce changes, so each is seen when the answer"
              + " before it is no longer fresh",
          uri,
          end.text());
    } else {
      log.info(
          "no stream of changes {}: {}; until there is one, a change is seen when the answer before"
              + " it is no longer fresh; again in {} ms",
          uri,
          end.text(),
          wait.toMillis());
    }
  }
}
