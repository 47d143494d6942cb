package io.jitpeers.internal.lookup;

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
   */
  OpenLookup(
      Asking asking, long askedAt, Tickets tickets, long number, Consumer<OpenLookup> givenUp) {
    this.asking = asking;
    this.askedAt = askedAt;
    this.tickets = tickets;
    this.ticket = tickets.since(asking.key(), askedAt);
    this.number = number;
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
      if (!isDone()) {
        givenUp.accept(lookup);
      }
      return super.cancel(mayInterruptIfRunning);
    }
  }

  /** The source's own work on it. */
  void works(CompletableFuture<PeerLookup> future) {
    work = future;
    if (ended) {
      future.cancel(true);
    }
  }

  void expires(Scheduler.Cancellable timer) {
    deadline = timer;
    if (ended) {
      timer.cancel();
    }
  }

  void retries(Scheduler.Cancellable timer) {
    retry = timer;
    if (ended) {
      timer.cancel();
    }
  }

  /** Lets go of its timers and of what the source does. To be called once it has ended. */
  void release() {
    ended = true;
    CompletableFuture<PeerLookup> unneeded = work;
    if (unneeded != null) {
      unneeded.cancel(true);
    }
    cancel(deadline);
    cancel(retry);
  }

  private static void cancel(Scheduler.@Nullable Cancellable timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
