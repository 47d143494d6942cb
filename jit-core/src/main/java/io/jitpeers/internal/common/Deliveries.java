package io.jitpeers.internal.common;

import io.jitpeers.event.JitEvent;
import io.jitpeers.event.JitListener;
import io.jitpeers.event.Stage;
import io.jitpeers.event.StageObserver;
import io.jitpeers.internal.watch.CallWatch;
import io.jitpeers.internal.watch.Party;
import io.jitpeers.internal.watch.StageProgress;
import io.jitpeers.options.EventOptions;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the embedding program's listeners and observers. With an executor, the calls wait in a
 * bounded queue and are made in order, one at a time. Without an executor, each call is made
 * immediately on the caller's thread. Exceptions are logged and counted, and the other listeners
 * are still called. Thread-safe.
 */
final class Deliveries {
  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  /**
   * The maximum number of stage times that are delivered together. A stage time tells how long a
   * stage took. The watchdog watches the delivery of several stage times to an observer as one
   * call, because watching one call per stage time would cost more than the observer's own work.
   * One packet causes fewer stage times than this maximum.
   */
  private static final int MOST_TIMES = 16;

  private static final String HANDLE_TIMES = "handle the times of stages";

  private final CallWatch watch;
  private final @Nullable Executor executor;
  private final int capacity;
  private final FailureLog drops;
  private final FailureLog handOvers;
  private final LongAdder failures = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder droppedTimes = new LongAdder();
  private volatile List<Told<JitListener>> listeners = List.of();
  private volatile List<Told<StageObserver>> observers = List.of();

  private final Object lock = new Object();
  private final Queue<Delivery> queue = new ArrayDeque<>();
  private int waitingEvents;
  private boolean draining;
  private boolean closed;
  private @Nullable Thread drainer;

  /** An element of the queue. */
  private sealed interface Delivery {}

  private record Event(List<Told<JitListener>> told, JitEvent event, Instant at)
      implements Delivery {}

  private record Time(List<Told<StageObserver>> told, Stage stage, long nanos)
      implements Delivery {}

  /** A listener or an observer. */
  private record Told<T>(T who, Party party) {}

  /**
   * Creates an instance without listeners and observers; they are added later.
   *
   * @param executor runs the calls, one task at a time; null for the caller's thread
   */
  Deliveries(EventOptions options, CallWatch watch, TimeSource time, @Nullable Executor executor) {
    this.watch = watch;
    this.executor = executor;
    this.capacity = options.queueCapacity();
    this.drops = new FailureLog(log, time);
    this.handOvers = new FailureLog(log, time);
  }

  synchronized void add(JitListener listener) {
    List<Told<JitListener>> all = new ArrayList<>(listeners);
    all.add(new Told<>(listener, party("the listener ", listener)));
    listeners = List.copyOf(all);
  }

  synchronized void add(StageObserver observer) {
    List<Told<StageObserver>> all = new ArrayList<>(observers);
    all.add(new Told<>(observer, party("the stage observer ", observer)));
    observers = List.copyOf(all);
  }

  /**
   * Removes a listener, compared by identity. If the listener was added several times, only its
   * latest addition is removed.
   */
  synchronized void remove(JitListener listener) {
    listeners = without(listeners, listener);
  }

  synchronized void remove(StageObserver observer) {
    observers = without(observers, observer);
  }

  private static <T> List<Told<T>> without(List<Told<T>> all, T who) {
    List<Told<T>> others = new ArrayList<>(all);
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).who() == who) {
        others.remove(i);
        break;
      }
    }
    return List.copyOf(others);
  }

  private Party party(String kind, Object who) {
    String holdsUp =
        executor == null
            ? "the stage where the event happened waits for it"
            : "events wait for it, and are dropped if too many wait";
    return watch.party(kind + who.getClass().getName(), holdsUp);
  }

  /**
   * Notifies the current listeners of an event. Stage times that were queued before the event are
   * delivered first.
   */
  void event(JitEvent event, Instant at) {
    List<Told<JitListener>> told = listeners;
    if (executor == null) {
      tell(told, event, at);
      return;
    }
    if (!told.isEmpty()) {
      offer(new Event(told, event, at), dropped);
    }
    flush();
  }

  /**
   * Notifies the current observers of the time that a stage took. If there is an executor, the
   * stage time is only queued, and is delivered with the next {@link #flush} or event. If each
   * stage time were delivered on its own, one packet would wake the delivering thread several
   * times.
   */
  void stageTook(Stage stage, long nanos) {
    List<Told<StageObserver>> told = observers;
    if (told.isEmpty()) {
      return;
    }
    Time time = new Time(told, stage, nanos);
    if (executor == null) {
      tell(told, List.of(time));
    } else {
      offer(time, droppedTimes);
    }
  }

  private void tell(List<Told<JitListener>> told, JitEvent event, Instant at) {
    for (Told<JitListener> one : told) {
      call(one, "handle a " + event.getClass().getSimpleName(), () -> one.who().onEvent(event, at));
    }
  }

  private void tell(List<Told<StageObserver>> told, List<Time> times) {
    for (Told<StageObserver> one : told) {
      Party.Call call = one.party().begin(HANDLE_TIMES);
      try {
        for (Time time : times) {
          attempt(one, HANDLE_TIMES, () -> one.who().stageTook(time.stage(), time.nanos()));
          call.step();
        }
      } finally {
        boolean unused = call.end();
      }
    }
  }

  private void call(Told<?> told, String what, Runnable work) {
    Party.Call call = told.party().begin(what);
    try {
      attempt(told, what, work);
    } finally {
      boolean unused = call.end();
    }
  }

  private void attempt(Told<?> told, String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failures.increment();
      told.party().threw(what, e);
    }
  }

  /**
   * Queues a call. Events and stage times wait in the same queue, so they are delivered in the
   * order in which they were queued. But each of the two kinds has its own limit: waiting stage
   * times take no place from events, and waiting events take no place from stage times.
   */
  private void offer(Delivery delivery, LongAdder drop) {
    boolean accepted;
    synchronized (lock) {
      boolean isEvent = delivery instanceof Event;
      int before = isEvent ? waitingEvents : queue.size() - waitingEvents;
      accepted = !closed && before < capacity;
      if (accepted) {
        queue.add(delivery);
        waitingEvents += isEvent ? 1 : 0;
      }
    }
    if (!accepted) {
      drop.increment();
      drops.warn("listeners or stage observers are too slow: an event or a stage time was dropped");
    }
  }

  /** Starts to deliver the queued events and stage times, unless a delivery is under way. */
  void flush() {
    boolean wakes;
    synchronized (lock) {
      wakes = executor != null && !draining && !queue.isEmpty();
      draining |= wakes;
    }
    if (wakes) {
      handOver();
    }
  }

  /**
   * Passes the delivery task to the executor. Called by the thread that set {@code draining}. If
   * the executor refuses the task, the next event or {@link #flush} triggers another attempt.
   */
  private void handOver() {
    try {
      if (executor != null) {
        executor.execute(this::drain);
      }
    } catch (RuntimeException | Error e) {
      synchronized (lock) {
        draining = false;
        lock.notifyAll();
      }
      handOvers.record(
          "events wait, because the thread that delivers them could not be started", e);
    }
  }

  private void drain() {
    boolean finished = false;
    synchronized (lock) {
      drainer = Thread.currentThread();
    }
    try {
      for (Runnable next = next(); next != null; next = next()) {
        next.run();
        StageProgress.stepHere();
      }
      finished = true;
    } finally {
      if (!finished) {
        // Reached only if a failure could not be logged for lack of memory. Another task delivers
        // the rest of the queue.
        handOver();
      }
    }
  }

  /**
   * Removes the first element of the queue. If it is a stage time, also removes the stage times
   * right behind it that are for the same observers, up to {@link #MOST_TIMES} in total. Returns a
   * task that delivers what was removed. If the queue is empty, returns null, and the delivery
   * ends.
   */
  private @Nullable Runnable next() {
    synchronized (lock) {
      Delivery next = queue.poll();
      if (next == null) {
        draining = false;
        drainer = null;
        lock.notifyAll();
        return null;
      }
      if (next instanceof Event event) {
        waitingEvents--;
        return () -> tell(event.told(), event.event(), event.at());
      }
      Time first = (Time) next;
      List<Time> times = new ArrayList<>(List.of(first));
      while (times.size() < MOST_TIMES
          && queue.peek() instanceof Time more
          && more.told() == first.told()) {
        queue.remove();
        times.add(more);
      }
      return () -> tell(first.told(), times);
    }
  }

  /**
   * Refuses further events, and waits until the queue is empty or the time is up. If a listener or
   * an observer calls this method on the delivering thread, the method does not wait. The
   * delivering thread then makes the remaining calls after this method has returned.
   *
   * @return false if events remain undelivered when the time is up; on the delivering thread,
   *     always true
   */
  boolean close(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    synchronized (lock) {
      closed = true;
    }
    flush();
    synchronized (lock) {
      if (drainer == Thread.currentThread()) {
        return true;
      }
      for (long left = nanos; draining && left > 0; left = until - System.nanoTime()) {
        lock.wait(left / 1_000_000, (int) (left % 1_000_000));
      }
      return waitingEvents == 0 && !draining;
    }
  }

  /** Returns the number of events that wait. */
  int queued() {
    synchronized (lock) {
      return waitingEvents;
    }
  }

  /** Returns the number of events that were dropped. */
  long dropped() {
    return dropped.sum();
  }

  /** Returns the number of stage times that were dropped. */
  long droppedTimes() {
    return droppedTimes.sum();
  }

  /** Returns how often a listener or an observer threw. */
  long failures() {
    return failures.sum();
  }
}
