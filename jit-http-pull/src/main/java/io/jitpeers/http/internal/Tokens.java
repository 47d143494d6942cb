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
 * Asks for bearer tokens, once for all requests that want one at the same time: a supplier that
 * hangs, as a file on a disk that is gone does, holds one thread and not one for each lookup. After
 * a while another thread tries, in case the file is a new one by now, up to a few; then requests
 * fail at once until one of them comes back. Thread-safe.
 */
public final class Tokens {
  private static final Logger log = LoggerFactory.getLogger(Tokens.class);

  // RFC 6750 section 2.1, the b64token.
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST_THREADS = 3;

  /** The supplier gave no answer. The message is ours, and holds nothing of the supplier's. */
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
   * @param supplier gives the current one; null if there are none
   */
  public Tokens(@Nullable Supplier<String> supplier, TimeSource time) {
    this.supplier = supplier;
    this.time = time;
  }

  /** Whether a text can be sent as a bearer token. */
  public static boolean isToken(@Nullable String text) {
    return text != null && TOKEN.matcher(text).matches();
  }

  /**
   * The current token, or none if there are none. It is not to be cancelled: it is others', too.
   *
   * @param workers run the supplier
   * @return completes with what the supplier says, or exceptionally with what it threw
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
                "it was asked " + threads + " times and has not answered", null));
      }
      if (asking != null) {
        log.warn("the bearer token supplier has not answered for {}; asking again", PATIENCE);
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
      next.completeExceptionally(new UnansweredException("there was no thread to ask it: " + e, e));
    }
    return next;
  }

  /** The next request asks anew. */
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
