package io.jitpeers.internal.provisioning;

/**
 * Counts the initiations that are still to be judged. They wait for the replay memory, for the
 * control plane's decision about a client whose clock fell back, or for the removal of a peer from
 * the device. Thread-safe.
 */
final class Undecided {
  private int count;

  /** Counts an initiation that begins to wait. */
  synchronized void begin() {
    count++;
  }

  /** Stops counting an initiation, which has just been judged or whose processing failed. */
  synchronized void end() {
    count--;
    notifyAll();
  }

  /**
   * Waits until every counted initiation was processed, or until the time is up.
   *
   * @return the remaining nanoseconds; 0 if the time is up
   */
  synchronized long awaitNone(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    long left = nanos;
    while (count > 0 && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = until - System.nanoTime();
    }
    return Math.max(0, left);
  }
}
