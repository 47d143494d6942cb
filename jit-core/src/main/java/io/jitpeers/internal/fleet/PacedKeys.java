package io.jitpeers.internal.fleet;

import io.jitpeers.internal.common.Causes;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls an asynchronous function for keys. The number of calls in flight is limited, and a key has
 * at most one call in flight. A call that fails is repeated after a second, unless it failed with
 * an {@link IllegalArgumentException}. Thread-safe; nothing blocks.
 */
final class PacedKeys implements AutoCloseable {
  /** The maximum number of calls in flight. */
  private static final int MOST_AT_A_TIME = 256;

  /**
   * The maximum number of keys that wait, for example while the fleet's database server is down.
   * Further keys are dropped.
   */
  private static final int MOST_WAITING = 1 << 20;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Function<PublicKey, CompletionStage<?>> call;
  private final Scheduler scheduler;
  private final FailureLog failures;
  private final Set<PublicKey> waiting = new LinkedHashSet<>();
  private final Set<PublicKey> inFlight = new HashSet<>();
  private boolean scheduled;
  private boolean paused;
  private boolean closed;

  /**
   * Creates an instance without keys.
   *
   * @param call the function that is called with each key; returns at once; the returned stage
   *     completes when the work for the key is done
   */
  PacedKeys(
      Function<PublicKey, CompletionStage<?>> call, Scheduler scheduler, FailureLog failures) {
    this.call = call;
    this.scheduler = scheduler;
    this.failures = failures;
  }

  /**
   * Adds a key. The function is soon called for the key, on another thread. Does nothing if the key
   * waits already, if too many keys wait, or if this object is closed.
   */
  synchronized void add(PublicKey key) {
    if (!closed && waiting.size() < MOST_WAITING && waiting.add(key)) {
      arm();
    }
  }

  synchronized int size() {
    return waiting.size() + inFlight.size();
  }

  /** Schedules the next calls, unless they are already scheduled or no call is possible. */
  synchronized void arm() {
    if (closed || scheduled || waiting.isEmpty() || inFlight.size() >= MOST_AT_A_TIME) {
      return;
    }
    try {
      scheduler.schedule(this::run, paused ? PAUSE : Duration.ZERO);
      scheduled = true;
    } catch (RuntimeException | Error e) {
      failures.record("the directory's next claims could not be scheduled", e);
    }
  }

  private void run() {
    synchronized (this) {
      scheduled = false;
      paused = false;
    }
    for (PublicKey key = next(); key != null; key = next()) {
      callFor(key);
    }
  }

  /** Removes and returns a waiting key that is not in flight; null if no call is possible now. */
  private synchronized @Nullable PublicKey next() {
    if (closed || paused || inFlight.size() >= MOST_AT_A_TIME) {
      return null;
    }
    for (PublicKey key : waiting) {
      if (inFlight.add(key)) {
        waiting.remove(key);
        return key;
      }
    }
    return null;
  }

  private void callFor(PublicKey key) {
    try {
      var unused = call.apply(key).whenComplete((done, failure) -> ended(key, failure));
    } catch (RuntimeException | Error e) {
      ended(key, e);
    }
  }

  private void ended(PublicKey key, @Nullable Throwable failure) {
    if (failure != null) {
      failures.warn("the fleet's directory did not take the location of {}", key, failure);
    }
    // A location that the directory can never accept is not sent again.
    boolean again = failure != null && !(Causes.cause(failure) instanceof IllegalArgumentException);
    synchronized (this) {
      inFlight.remove(key);
      if (again && !closed) {
        paused = true;
        waiting.add(key);
      }
      arm();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
  }
}
