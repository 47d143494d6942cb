package io.jitpeers.http.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client that streams are asked by: the lookups' own, where a stream is one more of an HTTP/2
 * connection's, until it falls silent. A connection that takes requests and never answers stays in
 * its client's pool, so from then on streams have a client of their own, and a new one each time;
 * also when there are other keys and trust for TLS. Thread-safe.
 */
final class StreamClients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamClients.class);

  private final Clients shared;
  private @Nullable ClientHandle own;
  private boolean closed;

  /**
   * A client for one stream.
   *
   * @param client stays open until it is released
   * @param release to be run when the stream is over, once
   */
  record Use(ClientHandle client, Runnable release) {}

  StreamClients(Clients shared) {
    this.shared = shared;
  }

  /** The client for the next stream. On a worker: it may have to make a new one. */
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
            "no new HTTP client could be created; the stream of changes goes on with the open connections",
            e);
      }
    }
    return own;
  }

  /** Has the next stream use a new connection. */
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
