package io.jitpeers.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkersTest {
  private static final int MOST = 4;
  private static final int TASKS = 1_000;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger done = new AtomicInteger();

  private void note() {
    threads.add(Thread.currentThread());
    done.incrementAndGet();
  }

  @Test
  void aBurstRunsOnAsManyThreadsAsMayBeAndNothingIsLost() throws Exception {
    CountDownLatch together = new CountDownLatch(MOST);
    CountDownLatch go = new CountDownLatch(1);
    try (Workers workers = new Workers(new ManualTime(), MOST)) {
      for (int i = 0; i < TASKS; i++) {
        workers.execute(
            () -> {
              together.countDown();
              awaitQuietly(go);
              note();
            });
      }
      together.await();
      go.countDown();
      Await.until("all tasks", () -> done.get() == TASKS);
      assertThat(threads).hasSize(MOST);
    }
  }

  /** Until the woken thread runs, further tasks wake nobody. */
  @Test
  void aBurstOfShortTasksStartsOneThread() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    Workers.Threads slowToStart =
        (group, task, name) -> {
          started.incrementAndGet();
          return new Thread(
              group,
              () -> {
                awaitQuietly(go);
                task.run();
              },
              name);
        };
    try (Workers workers =
        new Workers(new ManualTime(), MOST, slowToStart, UnaryOperator.identity())) {
      int before = started.get();
      for (int i = 0; i < TASKS; i++) {
        workers.execute(this::note);
      }
      assertThat(started).hasValue(before + 1);
      go.countDown();
      Await.until("all tasks", () -> done.get() == TASKS);
    }
  }

  @Test
  void aTaskThatThrowsOrIsInterruptedHarmsNoOther() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    try (Workers workers = new Workers(new ManualTime(), 1)) {
      workers.execute(() -> awaitQuietly(go));
      for (int i = 0; i < TASKS; i++) {
        workers.execute(
            () -> {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("a task that fails");
            });
        workers.execute(
            () -> {
              interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
              note();
            });
      }
      go.countDown();
      Await.until("all tasks", () -> done.get() == TASKS);
      assertThat(threads).hasSize(1);
      assertThat(interrupted).hasValue(0);
    }
  }

  /** One task after another: nested calls would overflow the stack, and lose tasks. */
  @Test
  void manyTasksThatWaitAtTheEndStillRun() throws Exception {
    int many = 50_000;
    CountDownLatch go = new CountDownLatch(1);
    Workers.Threads slowToStart =
        (group, task, name) ->
            new Thread(
                group,
                () -> {
                  awaitQuietly(go);
                  task.run();
                },
                name);
    Workers workers = new Workers(new ManualTime(), MOST, slowToStart, UnaryOperator.identity());
    for (int i = 0; i < many; i++) {
      workers.execute(this::note);
      workers.execute(
          () -> {
            throw new IllegalStateException("a task that fails");
          });
    }
    workers.close();
    go.countDown();
    Await.until("all tasks", () -> done.get() == many);
  }

  /**
   * No second thread can be started until the flag is set. Whether the first thread already waits
   * for tasks when the first task comes, or is still starting, makes no difference.
   */
  @Test
  void aThreadThatCouldNotBeStartedIsTriedAgainWithTheNextTask() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean canStart = new AtomicBoolean();
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Workers.Threads onlyTheFirst =
        (group, task, name) -> {
          if (asked.incrementAndGet() > 1 && !canStart.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(group, task, name);
        };
    try (Workers workers =
        new Workers(new ManualTime(), MOST, onlyTheFirst, UnaryOperator.identity())) {
      workers.execute(
          () -> {
            blocked.countDown();
            awaitQuietly(go);
          });
      blocked.await();
      int before = asked.get();
      workers.execute(this::note);
      assertThat(asked).hasValue(before + 1);
      assertThat(done).hasValue(0);
      canStart.set(true);
      workers.execute(this::note);
      Await.until("both tasks", () -> done.get() == 2);
      go.countDown();
    }
  }

  @Test
  void whatEndsAnExchangeRunsAfterTheEndToo() throws Exception {
    List<Thread> started = new CopyOnWriteArrayList<>();
    Workers workers =
        new Workers(new ManualTime(), MOST, noting(started), UnaryOperator.identity());
    workers.close();
    for (Thread thread : started) {
      thread.join();
    }
    workers.execute(this::note);
    assertThat(threads).containsExactly(Thread.currentThread());
  }

  /** A worker may take the task, or see it and not get it. It ends in both cases. */
  @Test
  void whatIsExecutedWhileTheWorkersEndRunsOnceAndTheyEnd() throws Exception {
    int rounds = 20_000;
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      Workers workers =
          new Workers(new ManualTime(), MOST, noting(started), UnaryOperator.identity());
      workers.close();
      workers.execute(this::note);
    }
    for (Thread thread : started) {
      thread.join();
    }
    assertThat(done).hasValue(rounds);
  }

  private static Workers.Threads noting(List<Thread> started) {
    return (group, task, name) -> {
      Thread thread = new Thread(group, task, name);
      started.add(thread);
      return thread;
    };
  }

  @Test
  void whatWaitsAtTheEndStillRuns() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Workers workers = new Workers(new ManualTime(), 1);
    workers.execute(() -> awaitQuietly(go));
    workers.execute(this::note);
    workers.close();
    go.countDown();
    Await.until("the task that waited", () -> done.get() == 1);
  }

  /** As when the system's limit of threads is reached. */
  @Test
  void whatNoThreadCanBeStartedForWaitsForThoseThatAreThere() throws Exception {
    AtomicInteger left = new AtomicInteger(2);
    CountDownLatch together = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Workers.Threads few =
        (group, task, name) -> {
          if (left.getAndDecrement() <= 0) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          return new Thread(group, task, name);
        };
    try (Workers workers = new Workers(new ManualTime(), MOST, few, UnaryOperator.identity())) {
      for (int i = 0; i < 100; i++) {
        workers.execute(
            () -> {
              together.countDown();
              awaitQuietly(go);
              note();
            });
      }
      together.await();
      assertThat(left.get()).isNegative();
      go.countDown();
      Await.until("all tasks", () -> done.get() == 100);
      assertThat(threads).hasSize(2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
