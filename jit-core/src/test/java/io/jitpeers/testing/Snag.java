package io.jitpeers.testing;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;

/** A place where a thread is stuck until the test releases it. Thread-safe. */
public final class Snag implements AutoCloseable {
  private final CountDownLatch caught = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /** Blocks until {@link #release} is called. */
  public void hangHere() {
    caught.countDown();
    Uninterruptibles.awaitUninterruptibly(release);
  }

  /** Waits until a thread is stuck. */
  public void awaitCaught() throws InterruptedException {
    caught.await();
  }

  /** Returns whether a thread is or was stuck here. */
  public boolean hasCaught() {
    return caught.getCount() == 0;
  }

  /** Releases all threads, including those that arrive later. */
  public void release() {
    release.countDown();
  }

  @Override
  public void close() {
    release();
  }
}
