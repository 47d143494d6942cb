package io.jitpeers.http.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Selects the client for change streams. At first, streams use the client of the lookups and share
 * its HTTP/2 connection. Once a stream has received nothing for too long, all later streams use a
 * separate client. Whenever a stream again receives nothing for too long, a new client replaces the
 * separate client. A new client is needed because the old client would keep and reuse a connection
 * that accepts requests but never answers. The separate client is also replaced when TLS keys or
 * trust anchors change. Thread-safe.
 */
final class StreamClients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamClients.class);

  private final Clients shared;
  private @Nullable ClientHandle own;
  private boolean closed;

  /**
   * A client for one stream.
   *
   * @param client the client, which stays open until it is released
   * @param release releases the client; must be run exactly once, when the stream has ended
   */
  record Use(ClientHandle client, Runnable release) {}

  StreamClients(Clients shared) {
    this.shared = shared;
  }

  /**
   * Returns the client for the next stream. Must be called on a worker, because it may create a
   * client.
   */
  Use acquire() {
    ClientHandle mine = current();
    if (mine != null) {
      return new Use(mine, () -> {});
    }
    ClientHandle lent = shared.acquire();
    return new Use(lent, () -> shared.release(lent));
  }

  private synchronized @Nullable ClientHandle current() {
    if (own != null && (own.isGivenUp() || !own.hasTlsOf(shared.current()))) {
      try {
        replace();
      } catch (IllegalStateException e) {
        log.warn(
            "no new HTTP client could be created; the stream of changes continues on the existing connections",
            e);
      }
    }
    return own;
  }

  /** Makes the next stream use a new connection. */
  synchronized void replace() {
    if (closed) {
      return;
    }
    ClientHandle next = shared.current().another();
    closeOwn();
    own = next;
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeOwn();
  }

  private void closeOwn() {
    if (own != null) {
      own.close();
      own = null;
    }
  }
}
