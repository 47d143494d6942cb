package io.jitpeers.http.internal;

import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates the events of a change stream into calls of one listener, until this object is closed.
 * The listener's exceptions are logged at most once a minute and do not end the stream.
 * Thread-safe.
 */
final class Hints {
  private static final Logger log = LoggerFactory.getLogger(Hints.class);
  private static final String TYPE = "message";
  private static final String RESET = "reset";
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

  /** The longest time that {@link #close} waits for a running call of the listener, in seconds. */
  private static final long CLOSE_SECONDS = 1;

  private final HintListener listener;
  private final ChangeCounters counters;
  private final LogThrottle throttle;
  private final ReentrantLock telling = new ReentrantLock();
  private volatile String lastId = "";
  private volatile boolean closed;

  Hints(HintListener listener, ChangeCounters counters, TimeSource time) {
    this.listener = listener;
    this.counters = counters;
    this.throttle = new LogThrottle(time, LOG_INTERVAL);
  }

  /**
   * Handles an event of the stream. Events of unknown types are ignored. Not called concurrently.
   *
   * @param id the stream's position after the event: the latest {@code id} field so far. If the
   *     position is the same as after the previous event, or if a request cannot contain it, the
   *     listener gets an empty position
   */
  void tell(String type, List<String> data, String id) {
    String position = id.equals(lastId) || !EventIds.canBeSent(id) ? "" : id;
    lastId = id;
    if (!type.equals(TYPE)) {
      return;
    }
    for (String line : data) {
      Optional<PublicKey> key = HintedKeys.parse(line);
      if (key.isPresent()) {
        changed(key.get(), position);
      } else if (line.equals(RESET)) {
        missed(position);
      } else {
        counters.ignoredLines.increment();
      }
    }
  }

  private void changed(PublicKey key, String position) {
    tell(
        () -> {
          counters.hints.increment();
          listener.changed(key, position);
        });
  }

  /** Reports that hints were lost between two streams. */
  void missed() {
    missed("");
  }

  private void missed(String position) {
    tell(
        () -> {
          counters.missed.increment();
          listener.missed(position);
        });
  }

  private void tell(Runnable call) {
    telling.lock();
    try {
      if (!closed) {
        call.run();
      }
    } catch (RuntimeException | Error e) {
      counters.listenerFailures.increment();
      throttle
          .permit()
          .ifPresent(
              suppressed ->
                  log.error(
                      "a listener of change hints threw an exception ({} such failures not logged)",
                      suppressed,
                      e));
    } finally {
      telling.unlock();
    }
  }

  /**
   * Stops notifying the listener. Waits up to 1 s for a running call of the listener, unless this
   * method is called by the listener itself, within that call.
   */
  void close() {
    closed = true;
    try {
      if (!telling.isHeldByCurrentThread() && telling.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        telling.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
