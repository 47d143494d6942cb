package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP client that new requests go by, and those before it until their last exchange is over. A
 * connection that takes requests and never answers stays in its client's pool, and the JDK's client
 * has no way to take it out; so what is replaced is the client. Thread-safe.
 */
final class Clients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  /** Held while a client is made, which starts a thread and waits for it. */
  private final Object making = new Object();

  private final Map<ClientHandle, Integer> uses = new HashMap<>();
  private final LongAdder replaced;
  private ClientHandle current;
  private boolean closed;

  /**
   * Creates the first one.
   *
   * @param replaced counts clients that were replaced because they were silent
   */
  Clients(HttpClient.Builder builder, Workers workers, TimeSource time, LongAdder replaced) {
    this.current = new ClientHandle(builder, workers, time);
    this.replaced = replaced;
  }

  /** The client that new requests go by. */
  synchronized ClientHandle current() {
    return current;
  }

  /** The same, kept open until it is released. On a worker: it may have to make a new one. */
  ClientHandle acquire() {
    ClientHandle seen = current();
    if (seen.isGivenUp()) {
      replace(seen);
    }
    synchronized (this) {
      uses.merge(current, 1, Integer::sum);
      return current;
    }
  }

  /** Gives back what was acquired, once for each time. */
  void release(ClientHandle client) {
    boolean over;
    synchronized (this) {
      boolean unused = uses.computeIfPresent(client, (c, n) -> n > 1 ? n - 1 : null) == null;
      over = unused && client != current;
    }
    if (over) {
      client.close();
    }
  }

  /**
   * Has new requests open connections of their own, unless somebody did so before. Exchanges that
   * are under way go on where they are. On a worker.
   */
  void replace(ClientHandle silent) {
    synchronized (making) {
      if (current() != silent || !install(silent::another, silent)) {
        return;
      }
      replaced.increment();
    }
    silent.replaced();
  }

  /**
   * Has new connections use other keys and trust for TLS.
   *
   * @return false if they go on with those that there were
   */
  boolean replace(SSLContext context) {
    synchronized (making) {
      ClientHandle before = current();
      return install(() -> before.another(context), before);
    }
  }

  private boolean install(Supplier<ClientHandle> maker, ClientHandle before) {
    ClientHandle next;
    try {
      next = maker.get();
    } catch (IllegalStateException e) {
      log.warn("no new HTTP client could be created; requests go on with the open connections", e);
      return false;
    }
    boolean unused;
    boolean late;
    synchronized (this) {
      late = closed;
      current = late ? current : next;
      unused = !uses.containsKey(before);
    }
    if (late) {
      next.close();
    } else if (unused) {
      before.close();
    }
    return !late;
  }

  @Override
  public void close() {
    Map<ClientHandle, Integer> all;
    synchronized (this) {
      closed = true;
      all = new HashMap<>(uses);
      all.put(current, 0);
    }
    all.keySet().forEach(ClientHandle::close);
  }
}
