package io.jitpeers.internal.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;

/** A thread that waits, with a time limit that it does not reach in a test. */
final class Waiting {
  private final Thread thread;

  private Waiting(Thread thread) {
    this.thread = thread;
  }

  /** Calls a method that waits on another thread. Returns when that thread waits. */
  static Waiting of(Await.Action wait) throws Exception {
    Thread thread =
        new Thread(
            () -> {
              try {
                wait.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    Waiting waiting = new Waiting(thread);
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

  /** Waits until the thread ends. */
  void ends() throws Exception {
    thread.join();
  }
}
