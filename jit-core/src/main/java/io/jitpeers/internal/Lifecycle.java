package io.jitpeers.internal;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of an orchestrator: new, starting, running or closed. Only one thread shuts the
 * orchestrator down. Other threads that close it wait for that thread. Thread-safe.
 */
final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /** How long a close waits for a start that hangs, for example in a store. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);

  private enum State {
    NEW,
    STARTING,
    STARTED,
    CLOSING,
    CLOSED
  }

  private final Duration startPatience;
  private final Object lock = new Object();
  private State state = State.NEW;
  private boolean closeWanted;
  private boolean failed;
  private @Nullable Thread starter;

  Lifecycle() {
    this(START_PATIENCE);
  }

  /**
   * Creates a lifecycle. If a start hangs, closing waits for it for the given time instead of 5 s.
   */
  Lifecycle(Duration startPatience) {
    this.startPatience = startPatience;
  }

  /**
   * Begins the start.
   *
   * @throws IllegalStateException if the orchestrator was already started or closed; the message
   *     says which of the two
   */
  void begin() {
    synchronized (lock) {
      switch (state) {
        case NEW -> {}
        case STARTING -> throw new IllegalStateException("the orchestrator is already starting");
        case STARTED -> throw new IllegalStateException("the orchestrator was already started");
        case CLOSING, CLOSED -> throw new IllegalStateException(closed());
      }
      state = State.STARTING;
      starter = Thread.currentThread();
    }
  }

  /** Returns the message for a closed orchestrator. The caller holds the lock. */
  private String closed() {
    return failed
        ? "the orchestrator was closed because its start failed; build another one"
        : "the orchestrator was closed; build another one";
  }

  /**
   * Returns the reason why a sweep or a change of a peer has to be refused.
   *
   * @param deviceRead whether the device was read
   * @return the reason; null if the device was read. The result is then null even if the
   *     orchestrator was closed later
   */
  @Nullable IllegalStateException notReady(boolean deviceRead) {
    synchronized (lock) {
      return switch (state) {
        case NEW ->
            new IllegalStateException("the orchestrator was not started yet; call start() first");
        case STARTING ->
            deviceRead
                ? null
                : new IllegalStateException(
                    "the orchestrator is starting and has not read the device yet");
        case STARTED -> null;
        case CLOSING, CLOSED -> deviceRead ? null : new IllegalStateException(closed());
      };
    }
  }

  /**
   * Throws if the start must not continue. Called before each step of the start.
   *
   * @throws IllegalStateException if the orchestrator was closed meanwhile
   */
  void check() {
    synchronized (lock) {
      if (closeWanted || state != State.STARTING) {
        throw new IllegalStateException("the orchestrator was closed while it started");
      }
    }
  }

  /**
   * Records that all parts have started.
   *
   * @throws IllegalStateException if the orchestrator was closed meanwhile
   */
  void started() {
    synchronized (lock) {
      check();
      state = State.STARTED;
      starter = null;
    }
  }

  /** Returns whether the close has begun. */
  boolean isClosed() {
    synchronized (lock) {
      return state == State.CLOSING || state == State.CLOSED;
    }
  }

  /** Returns whether the orchestrator was started and has not been closed since. */
  boolean isStarted() {
    synchronized (lock) {
      return state == State.STARTED;
    }
  }

  /**
   * Returns a sentence that says why the orchestrator is not running. Called only while it is not
   * running.
   */
  String whyNotRunning() {
    synchronized (lock) {
      return switch (state) {
        case NEW -> "The orchestrator was not started yet.";
        case STARTING -> "The orchestrator is starting.";
        case STARTED, CLOSING, CLOSED ->
            failed ? "The orchestrator's start failed." : "The orchestrator was closed.";
      };
    }
  }

  /** Records that the start failed. Returns whether this thread has to shut everything down. */
  boolean startFailed() {
    synchronized (lock) {
      failed |= !closeWanted;
      boolean mine = state == State.STARTING;
      if (mine) {
        state = State.CLOSING;
        lock.notifyAll();
      }
      return mine;
    }
  }

  /**
   * Begins to close. Returns true if the calling thread has to shut everything down and then call
   * {@link #ended}. Returns false in these cases:
   *
   * <ul>
   *   <li>Everything was already shut down.
   *   <li>Another thread shuts everything down.
   *   <li>The orchestrator is starting. This call makes the start fail, and the starting thread
   *       then shuts everything down.
   * </ul>
   *
   * <p>Before this method returns false, it waits until the shutdown is done. If a start hangs for
   * longer than 5 s, the wait ends and this method returns true. This method does not wait at all
   * if the calling thread is the starting thread, or runs the orchestrator's own work, for example
   * a listener. In these cases, the shutdown may itself wait for the calling thread.
   */
  boolean close() {
    boolean mayWait = !OwnWork.isOnThisThread();
    synchronized (lock) {
      closeWanted = true;
      if (state == State.STARTING) {
        if (!mayWait || starter == Thread.currentThread()) {
          return false; // The next check() ends the start.
        }
        awaitStartEnd();
      }
      if (state == State.CLOSING && mayWait) {
        awaitEnd();
      }
      if (state == State.CLOSING || state == State.CLOSED) {
        return false;
      }
      state = State.CLOSING;
      return true;
    }
  }

  /**
   * Waits until the start has ended, but no longer than {@link #startPatience}. The caller holds
   * the lock.
   */
  private void awaitStartEnd() {
    long until = System.nanoTime() + startPatience.toNanos();
    boolean interrupted = false;
    long left = startPatience.toNanos();
    while (state == State.STARTING && left > 0) {
      interrupted |= pause(left);
      left = until - System.nanoTime();
    }
    restore(interrupted);
    if (state == State.STARTING) {
      log.warn("the start is still under way {} after closing", startPatience);
    }
  }

  /** Waits until everything is shut down. The caller holds the lock. */
  private void awaitEnd() {
    boolean interrupted = false;
    while (state == State.CLOSING) {
      interrupted |= pause(Long.MAX_VALUE);
    }
    restore(interrupted);
  }

  /**
   * Waits until the state changes or the time is up. Returns whether the thread was interrupted.
   * The caller holds the lock.
   */
  private boolean pause(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(lock, nanos);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  private static void restore(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Records that everything is shut down. */
  void ended() {
    synchronized (lock) {
      state = State.CLOSED;
      lock.notifyAll();
    }
  }
}
