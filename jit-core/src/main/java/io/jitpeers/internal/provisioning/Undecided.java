package io.jitpeers.internal.provisioning;

/**
 * How many initiations wait to be judged: for the replay memory, for the control plane to say what
 * is to be done about a clock, or for a peer to leave the device. Thread-safe.
 */
final class Undecided {
  private int count;

  /** One begins to wait. */
  synchronized void begin() {
    count++;
  }

  /** What came of it was done. */
  synchronized void end() {
    count--;
    notifyAll();
  }

  /**
   * Waits until none waits, or the time is up.
   *
   * @return the nanoseconds that are left; 0 for none
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
