package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Obtains bearer tokens. All requests that need a token at the same time share one call of the
 * supplier. So a supplier that hangs, for example on a file of a failed disk, blocks one thread
 * instead of one for each lookup. If a call takes longer than {@link #PATIENCE}, another thread
 * calls the supplier as well, because the supplier may work again by then. While {@link
 * #MOST_THREADS} calls hang, further requests fail at once. Thread-safe.
 */
public final class Tokens {
  private static final Logger log = LoggerFactory.getLogger(Tokens.class);

  // The b64token of RFC 6750 section 2.1.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_THREADS = 3;

  /**
   * Reports that the supplier gave no answer, because it hangs or could not be called. The message
   * contains nothing from the supplier.
   */
  static final class UnansweredException extends IllegalStateException {
    @Serial private static final long serialVersionUID = 1L;

    UnansweredException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private final @Nullable Supplier<String> supplier;
  private final TimeSource time;
  private @Nullable CompletableFuture<Optional<String>> asking;
  private long askedAt;
  private int threads;

  /**
   * Creates a source of tokens.
   *
   * @param supplier a supplier of the current token, or null if no token is sent
   */
  public Tokens(@Nullable Supplier<String> supplier, TimeSource time) {
    this.supplier = supplier;
    this.time = time;
  }

  /** Returns whether a text can be sent as a bearer token. */
  public static boolean isToken(@Nullable String text) {
    return text != null && TOKEN.matcher(text).matches();
  }

  /**
   * Returns the current token, or empty if no token is sent. Several requests share the future, so
   * callers must not cancel it.
   *
   * @param workers runs the supplier
   * @return a future that completes with the supplier's result, or exceptionally: with the
   *     supplier's exception, or with an {@link UnansweredException} if the supplier cannot be
   *     called
   */
  CompletableFuture<Optional<String>> current(Executor workers) {
    Supplier<String> from = supplier;
    if (from == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    CompletableFuture<Optional<String>> next;
    synchronized (this) {
      if (asking != null && time.nanoTime() - askedAt <= PATIENCE.toNanos()) {
        return asking;
      }
      if (asking != null && threads >= MOST_THREADS) {
        return CompletableFuture.failedFuture(
            new UnansweredException(
                "it was called " + threads + " times and has not returned", null));
      }
      if (asking != null) {
        log.warn("the bearer token supplier has not returned for {}; calling it again", PATIENCE);
      }
      next = new CompletableFuture<>();
      asking = next;
      askedAt = time.nanoTime();
      threads++;
    }
    try {
      workers.execute(() -> ask(from, next));
    } catch (RuntimeException | Error e) {
      ended(next);
      next.completeExceptionally(
          new UnansweredException("no thread could be started to call it: " + e, e));
    }
    return next;
  }

  /** Records that a call of the supplier ended, so that the next request begins a new call. */
  private synchronized void ended(CompletableFuture<Optional<String>> answer) {
    threads--;
    if (asking == answer) {
      asking = null;
    }
  }

  private void ask(Supplier<String> from, CompletableFuture<Optional<String>> answer) {
    String token = null;
    Throwable failure = null;
    try {
      token = from.get();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    ended(answer);
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else {
      answer.complete(Optional.of(token == null ? "" : token));
    }
  }
}
