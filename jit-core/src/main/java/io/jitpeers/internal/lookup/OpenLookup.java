package io.jitpeers.internal.lookup;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lookup that has not been answered yet. Fields that are neither final nor volatile are guarded
 * by the {@link LookupTurns} object.
 */
final class OpenLookup {
  /** The states of a lookup. */
  enum State {
    /** Created, but not queued yet. */
    NEW,
    /** Waiting in the queue of its {@link Lane}, that is, of its priority. */
    WAITING,
    /** The control plane is being asked. */
    IN_FLIGHT,
    /** The control plane was asked and wants a retry later. */
    POSTPONED,
    /** Answered, failed or cancelled. */
    ENDED
  }

  final Asking asking;
  final long askedAt;

  private final Tickets tickets;

  /**
   * The time at which the wait for an answer about the key began. This is the time at which this
   * lookup was requested. If earlier lookups of the key failed, it is the time at which the first
   * failed lookup was requested.
   */
  final long ticket;

  /** Orders lookups with the same ticket. */
  final long number;

  private final FailureLog failures;
  final CompletableFuture<PeerLookup> result;
  State state = State.NEW;
  long begunAt;
  private volatile @Nullable CompletableFuture<PeerLookup> work;
  private volatile Scheduler.@Nullable Cancellable deadline;
  private volatile Scheduler.@Nullable Cancellable retry;
  private volatile boolean ended;

  /**
   * Creates a lookup that is not queued yet.
   *
   * @param givenUp called when a caller cancels the result, before the result is cancelled
   * @param failures records the exceptions that occur when the config source's work or a timer is
   *     cancelled
   */
  OpenLookup(
      Asking asking,
      long askedAt,
      Tickets tickets,
      long number,
      Consumer<OpenLookup> givenUp,
      FailureLog failures) {
    this.asking = asking;
    this.askedAt = askedAt;
    this.tickets = tickets;
    this.ticket = tickets.since(asking.key(), askedAt);
    this.number = number;
    this.failures = failures;
    this.result = new Result(this, givenUp);
  }

  /** Returns the beginning of a message about this lookup. */
  String what() {
    return "look up " + asking.key() + ": ";
  }

  /** Completes the result with an answer. */
  void answered(PeerLookup answer) {
    tickets.answered(asking.key());
    result.complete(answer);
  }

  /**
   * Completes the result with a failure. The key's next lookup takes over this lookup's {@link
   * #ticket}, and thereby its place in the queue.
   */
  void failed(LookupException failure) {
    tickets.inVain(asking.key(), ticket);
    result.completeExceptionally(failure);
  }

  /**
   * The caller's future. Before this future completes or is cancelled, the lookup stops counting
   * among the lookups that wait or are in flight.
   */
  private static final class Result extends CompletableFuture<PeerLookup> {
    private final OpenLookup lookup;
    private final Consumer<OpenLookup> givenUp;

    Result(OpenLookup lookup, Consumer<OpenLookup> givenUp) {
      this.lookup = lookup;
      this.givenUp = givenUp;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled;
      try {
        if (!isDone()) {
          givenUp.accept(lookup);
        }
      } finally {
        cancelled = super.cancel(mayInterruptIfRunning);
      }
      return cancelled;
    }
  }

  /** Sets the config source's future, which is cancelled when this lookup ends. */
  void works(CompletableFuture<PeerLookup> future) {
    work = future;
    if (ended) {
      letGo(future);
    }
  }

  void expires(Scheduler.Cancellable timer) {
    deadline = timer;
    if (ended) {
      letGo(timer);
    }
  }

  void retries(Scheduler.Cancellable timer) {
    retry = timer;
    if (ended) {
      letGo(timer);
    }
  }

  /**
   * Cancels the timers and the config source's work. Called once, when the lookup has ended and
   * before its result completes. Exceptions are recorded, not thrown.
   */
  void release() {
    ended = true;
    letGo(work);
    letGo(deadline);
    letGo(retry);
  }

  private void letGo(@Nullable CompletableFuture<PeerLookup> unneeded) {
    try {
      if (unneeded != null) {
        unneeded.cancel(true);
      }
    } catch (RuntimeException | Error e) {
      failures.record("a future of the config source could not be cancelled", e);
    }
  }

  private void letGo(Scheduler.@Nullable Cancellable timer) {
    try {
      if (timer != null) {
        timer.cancel();
      }
    } catch (RuntimeException | Error e) {
      failures.record("a timer of a lookup could not be cancelled", e);
    }
  }
}
