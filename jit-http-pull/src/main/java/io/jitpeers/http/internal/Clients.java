package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the HTTP client for new requests, and earlier clients until their last exchange ends. If a
 * connection accepts requests but never answers, it stays in its client's pool, and the JDK offers
 * no way to remove it. So the whole client is replaced. Thread-safe.
 */
final class Clients implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Clients.class);

  /**
   * The lock that is held while a client is created. Creating a client takes long, because it
   * starts a thread and waits for it. Calls that use an existing client do not need this lock, so
   * they do not wait meanwhile.
   */
  private final Object making = new Object();

  private final Map<ClientHandle, Integer> uses = new HashMap<>();
  private final LongAdder replaced;
  private ClientHandle current;
  private boolean closed;

  /**
   * Creates the first client.
   *
   * @param base the control plane's base URI
   * @param replaced counts clients that were replaced because their connections were silent, or
   *     because the JDK's client had failed
   */
  Clients(
      HttpClient.Builder builder, URI base, Workers workers, TimeSource time, LongAdder replaced) {
    this.current = new ClientHandle(builder, base, workers, time);
    this.replaced = replaced;
  }

  /** Returns the client for new requests. */
  synchronized ClientHandle current() {
    return current;
  }

  /**
   * Returns the client for new requests and keeps it open until it is released. Must be called on a
   * thread of {@link Workers}, because this method may have to create a client, which takes long.
   */
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

  /** Releases a client. Must be called once for each time that the client was acquired. */
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
   * Replaces a client whose connections are silent, or that has failed. New requests then open new
   * connections. Does nothing if the client was already replaced. Exchanges under way continue on
   * the old client. Must be called on a thread of {@link Workers}, because creating the new client
   * takes long.
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
   * Makes new connections use other TLS keys and trust anchors.
   *
   * @return false if nothing changed, because no new client could be created or this object is
   *     closed
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
      log.warn("no new HTTP client could be created; requests use the existing connections", e);
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
