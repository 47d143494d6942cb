package io.jitpeers.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;

/** Something in which a thread is stuck until the test lets it go. Thread-safe. */
public final class Snag implements AutoCloseable {
  private final CountDownLatch caught = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /** Does not return until {@link #release} was called. */
  public void hangHere() {
    caught.countDown();
    Uninterruptibles.awaitUninterruptibly(release);
  }

  /** Waits until a thread is stuck. */
  public void awaitCaught() throws InterruptedException {
    caught.await();
  }

  /** Whether a thread is or was stuck. */
  public boolean hasCaught() {
    return caught.getCount() == 0;
  }

  /** Lets all threads go, also those that come later. */
  public void release() {
    release.countDown();
  }

  @Override
  public void close() {
    release();
  }
}
