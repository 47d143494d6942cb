package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import java.util.concurrent.FutureTask;

/** A thread that waits, with a time limit that it does not reach in a test. */
final class Waiting {
  private final FutureTask<?> task;
  private final Thread thread;

  private Waiting(FutureTask<?> task) {
    this.task = task;
    this.thread = new Thread(task);
  }

  /** Calls a method that waits on another thread. Returns when that thread waits. */
  static Waiting of(Await.Action wait) throws Exception {
    Waiting waiting =
        new Waiting(
            new FutureTask<>(
                () -> {
                  wait.run();
                  return null;
                }));
    waiting.thread.setDaemon(true);
    waiting.thread.start();
    waiting.goesOn();
    return waiting;
  }

  /** Checks that the thread waits, or waits again after it was notified. */
  void goesOn() throws Exception {
    Await.until(
        "the thread waits",
        () -> {
          assertThat(thread.isAlive()).as("the thread is there").isTrue();
          return thread.getState() == Thread.State.TIMED_WAITING;
        });
  }

  /** Waits until the method returns. Throws if the method threw. */
  void ends() throws Exception {
    task.get();
  }
}
