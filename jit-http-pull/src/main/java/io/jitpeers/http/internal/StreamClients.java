package io.jitpeers.http.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client that streams are asked by: the lookups' own, where a stream is one more of an HTTP/2
 * connection's, until it falls silent. A connection that takes requests and never answers stays in
 * its client's pool, so from then on streams have a client of their own, and a new one each time.
 * Thread-safe.
 */
final class StreamClients implements AutoCloseable {
  private final Supplier<ClientHandle> shared;
  private @Nullable ClientHandle own;
  private boolean closed;

  StreamClients(Supplier<ClientHandle> shared) {
    this.shared = shared;
  }

  synchronized ClientHandle current() {
    return own == null ? shared.get() : own;
  }

  /** Has the next stream use a new connection. */
  synchronized void replace() {
    if (closed) {
      return;
    }
    ClientHandle next = shared.get().another();
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
