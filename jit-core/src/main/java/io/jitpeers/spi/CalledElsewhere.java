package io.jitpeers.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls another config source on an executor, so that the caller never blocks. Thread-safe. */
final class CalledElsewhere implements PeerConfigSource {
  private static final Logger log = LoggerFactory.getLogger(CalledElsewhere.class);

  private final PeerConfigSource source;
  private final Executor executor;
  private final AtomicBoolean toldOfUncancellable = new AtomicBoolean();

  CalledElsewhere(PeerConfigSource source, Executor executor) {
    this.source = Objects.requireNonNull(source, "source");
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    Call call = new Call(query);
    try {
      executor.execute(call);
    } catch (RuntimeException | Error e) {
      boolean unused =
          call.completeExceptionally(
              new LookupException(
                  LookupException.Reason.UNAVAILABLE,
                  "look up " + query.key() + ": the executor refused the call: " + e,
                  e));
    }
    return call;
  }

  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  @Override
  public AutoCloseable watch(ChangeListener listener) {
    return source.watch(listener);
  }

  @Override
  public ConfigSourceStatistics statistics() {
    return source.statistics();
  }

  @Override
  public void warmUp(Duration limit) {
    source.warmUp(limit);
  }

  @Override
  public void close() {
    source.close();
  }

  /**
   * Cancels the future of a lookup that the caller has abandoned. An exception is logged, not
   * rethrown.
   */
  private void cancelQuietly(CompletableFuture<PeerLookup> given, boolean mayInterrupt) {
    try {
      given.cancel(mayInterrupt);
    } catch (RuntimeException | Error e) {
      if (toldOfUncancellable.compareAndSet(false, true)) {
        log.warn(
            "config source {} returned a future that cannot be cancelled: abandoned lookups keep running",
            source.getClass().getName(),
            e);
      } else {
        log.debug("an abandoned lookup keeps running", e);
      }
    }
  }

  /**
   * One lookup. While the source's method runs, cancelling the lookup interrupts the thread that
   * runs the method. Once the source has returned a future, cancelling the lookup cancels that
   * future.
   */
  private final class Call extends CompletableFuture<PeerLookup> implements Runnable {
    private final PeerQuery query;
    private final Object lock = new Object();
    private @Nullable Thread runner;
    private @Nullable CompletableFuture<PeerLookup> answer;

    Call(PeerQuery query) {
      this.query = query;
    }

    @Override
    public void run() {
      synchronized (lock) {
        if (isDone()) {
          return; // Cancelled while waiting for a thread.
        }
        runner = Thread.currentThread();
      }
      try {
        take(source.lookup(query).toCompletableFuture());
      } catch (RuntimeException | Error e) {
        boolean unused = completeExceptionally(e);
      } finally {
        synchronized (lock) {
          runner = null;
        }
        // Clears a late interrupt, so that it does not reach the thread's next task.
        boolean unused = Thread.interrupted();
      }
    }

    private void take(CompletableFuture<PeerLookup> given) {
      synchronized (lock) {
        answer = given;
      }
      if (isCancelled()) {
        cancelQuietly(given, true);
      }
      var unused =
          given.whenComplete(
              (value, failure) -> {
                boolean unusedToo =
                    failure == null ? complete(value) : completeExceptionally(failure);
              });
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      boolean cancelled = super.cancel(mayInterrupt);
      CompletableFuture<PeerLookup> given;
      synchronized (lock) {
        given = answer;
        if (cancelled && given == null && runner != null) {
          runner.interrupt();
        }
      }
      if (cancelled && given != null) {
        cancelQuietly(given, mayInterrupt);
      }
      return cancelled;
    }
  }
}
