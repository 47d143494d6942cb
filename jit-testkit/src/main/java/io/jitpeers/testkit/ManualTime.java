package io.jitpeers.testkit;

import com.google.common.math.LongMath;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a scheduler for tests. Time passes only when the test advances it. Tasks run on the
 * thread that advances the time, in the order of their due times. Thread-safe.
 */
public final class ManualTime implements TimeSource, Scheduler {
  private record Task(long due, long order, Runnable work) {}

  // A sorted set makes it fast to cancel a task, even among many.
  private final TreeSet<Task> tasks =
      new TreeSet<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::order));
  private long nanos = 1_000_000_000_000L;
  private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
  private long order;

  /** Creates a clock whose wall-clock time is the beginning of 2026. */
  public ManualTime() {}

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  @Override
  public synchronized Instant wallTime() {
    return wall;
  }

  @Override
  public synchronized Cancellable schedule(Runnable task, Duration delay) {
    long wait = Math.max(0, TimeUnit.NANOSECONDS.convert(delay));
    Task entry = new Task(LongMath.saturatedAdd(nanos, wait), order++, task);
    tasks.add(entry);
    return () -> cancel(entry);
  }

  private synchronized void cancel(Task entry) {
    tasks.remove(entry);
  }

  /**
   * Advances the monotonic clock and the wall clock, and runs the tasks that become due.
   *
   * @param by the duration; not negative
   */
  public void advance(Duration by) {
    long target = nanoTime() + by.toNanos();
    for (Task due = nextDue(target); due != null; due = nextDue(target)) {
      due.work().run();
    }
    moveTo(target);
  }

  /**
   * Changes the wall clock only, as an administrator or NTP would do.
   *
   * @param by the change; negative to set the clock back
   */
  public synchronized void stepWallClock(Duration by) {
    wall = wall.plus(by);
  }

  /** {@return the number of scheduled tasks that have neither run nor been cancelled} */
  public synchronized int scheduledTasks() {
    return tasks.size();
  }

  private synchronized @Nullable Task nextDue(long target) {
    Task head = tasks.isEmpty() ? null : tasks.first();
    if (head == null || head.due() > target) {
      return null;
    }
    tasks.remove(head);
    moveTo(Math.max(head.due(), nanos));
    return head;
  }

  private synchronized void moveTo(long target) {
    if (target > nanos) {
      wall = wall.plusNanos(target - nanos);
      nanos = target;
    }
  }

  @Override
  public synchronized void close() {
    tasks.clear();
  }
}
