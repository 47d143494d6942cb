package io.jitpeers.internal.lookup;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One question that has no answer yet. What is not final or volatile is guarded by Lookups. */
final class OpenLookup {
  /** Where it is. */
  enum State {
    /** Made, and nowhere yet. */
    NEW,
    /** In the line of its lane. */
    WAITING,
    /** The control plane is being asked. */
    IN_FLIGHT,
    /** The control plane was asked and wants to be asked later. */
    POSTPONED,
    /** It has its answer, or will get none. */
    ENDED
  }

  final Asking asking;
  final long askedAt;

  private final Tickets tickets;

  /** Since when its client has tried, perhaps with lookups before this one. */
  final long ticket;

  /** Tells those of one moment apart. */
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
   * Creates one that is nowhere yet.
   *
   * @param givenUp told before its result is cancelled
   * @param failures takes what those throw that are let go of
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

  /** How a message about it begins. */
  String what() {
    return "look up " + asking.key() + ": ";
  }

  /** Completes it. */
  void answered(PeerLookup answer) {
    tickets.answered(asking.key());
    result.complete(answer);
  }

  /** Completes it; the next lookup of the key has waited as long as this one. */
  void failed(LookupException failure) {
    tickets.inVain(asking.key(), ticket);
    result.completeExceptionally(failure);
  }

  /** What the caller gets. A place is free by the time that a callback of it runs. */
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

  /** The source's own work on it. */
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
   * Lets go of its timers and of what the source does. To be called once it has ended. Whoever
   * waits for the end is told after this, so nothing that others throw gets out of it.
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
      failures.record("what a config source returned could not be cancelled", e);
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
