package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the TLS keys and trust anchors of the HTTP clients up to date. Changes apply to new
 * connections. Thread-safe.
 */
final class TlsRefresh {
  private static final Logger log = LoggerFactory.getLogger(TlsRefresh.class);

  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

  private final @Nullable Supplier<SSLContext> contexts;
  private final TimeSource time;
  private final ReentrantLock looking = new ReentrantLock();
  private long failedAt;
  private boolean failed;
  private @Nullable SSLContext current;

  /**
   * Creates a refresher.
   *
   * @param contexts supplies the TLS keys and trust anchors; returns the same object while they are
   *     unchanged; null if the client is already configured
   * @param client the builder that receives the first context
   */
  TlsRefresh(@Nullable Supplier<SSLContext> contexts, HttpClient.Builder client, TimeSource time) {
    this.contexts = contexts;
    this.time = time;
    if (contexts != null) {
      SSLContext first = contexts.get();
      client.sslContext(first);
      current = first;
    }
  }

  private boolean hasJustFailed() {
    return failed && time.nanoTime() - failedAt < TRY_AGAIN_AFTER.toNanos();
  }

  private void use(SSLContext next, Clients clients) {
    failed = !clients.replace(next);
    if (failed) {
      failedAt = time.nanoTime(); // The clients have already logged the reason.
    } else {
      current = next;
      log.info("new connections to the control plane use the new key stores");
    }
  }

  /**
   * Checks for new TLS keys and trust anchors. Only one thread at a time checks; other threads
   * return at once.
   */
  void refresh(Clients clients) {
    Supplier<SSLContext> from = contexts;
    if (from == null || !looking.tryLock()) {
      return;
    }
    try {
      SSLContext next = from.get();
      if (next != current && !hasJustFailed()) {
        use(next, clients);
      }
    } catch (RuntimeException e) {
      log.error("the key stores could not be checked; new connections use the previous ones", e);
    } finally {
      looking.unlock();
    }
  }
}
