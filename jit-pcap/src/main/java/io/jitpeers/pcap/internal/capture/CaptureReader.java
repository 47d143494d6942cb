package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.PcapException;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.source.support.RetryPause;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a capture open and delivers its frames, until the reader is closed or the file ends. If a
 * live capture fails, for example because its interface disappears, the reader reopens the capture
 * as soon as possible. Thread-safe.
 */
public final class CaptureReader implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(CaptureReader.class);

  /** The longest pause between attempts to reopen a capture. */
  private static final Duration MAX_PAUSE = Duration.ofMillis(250);

  /**
   * The pauses between attempts to reopen a capture grow. If the capture was open for longer than
   * this time before it failed, they start again with the shortest pause.
   */
  private static final long WELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * The number of the first attempt to reopen whose failure is logged. Attempts are numbered from
   * 1, and this attempt is made about 250 ms after the capture failed. From then on, a failure is
   * logged every ten minutes.
   */
  private static final int FIRST_TOLD_TRY = 8;

  private static final int TOLD_EVERY_TRIES = 2_400;

  private final String name;
  private final CaptureSession.Opener opener;
  private final boolean live;
  private final FrameConsumer.Opener takers;
  private final CaptureCounters counters;
  private final FailureLog failures;
  private final TimeSource time;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final RetryPause pause = new RetryPause(closed, MAX_PAUSE);
  private final CompletableFuture<Void> ended;
  private final Object sessionLock = new Object();
  private volatile boolean filterIsOld;
  private volatile @Nullable CaptureSession session;
  private @Nullable FrameConsumer taker;

  /**
   * Creates a reader; nothing is opened yet.
   *
   * @param parts the dependencies of the capture source that uses the reader
   * @param takers creates each capture's frame consumer
   */
  public CaptureReader(CaptureDependencies parts, FrameConsumer.Opener takers) {
    this.name = parts.name();
    this.opener = parts.captures();
    this.live = parts.live();
    this.takers = takers;
    this.counters = parts.counters();
    this.failures = parts.failures();
    this.time = parts.time();
    this.ended = parts.ended();
  }

  /**
   * Opens the capture.
   *
   * @return the link type of its frames, a {@code DLT_} number
   * @throws IOException if the capture cannot be opened; the message names a remedy
   */
  public int open() throws IOException {
    CaptureSession opened = opener.open();
    try {
      long framesBefore = taker == null ? 0 : taker.frameNumber();
      taker = takers.open(opened, framesBefore);
    } catch (PcapException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
    counters.begin();
    session = opened;
    return opened.linkType();
  }

  /** Reads until the reader is closed or the file ends. Called once, after {@link #open}. */
  @Override
  public void run() {
    Throwable failure = null;
    try {
      readUntilClosed();
    } catch (IOException | RuntimeException | Error e) {
      failures.record(name + " stopped", e);
      failure = e;
    }
    endSession();
    if (failure == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(failure);
    }
  }

  private void readUntilClosed() throws IOException {
    int tries = 0;
    while (!isClosed()) {
      long began = time.nanoTime();
      try {
        serve();
        return;
      } catch (IOException | RuntimeException | Error e) {
        // Errors such as OutOfMemoryError are caught too, because no other thread would go on
        // reading.
        if (isClosed()) {
          return;
        }
        if (!live) {
          throw e;
        }
        failures.record(name + " failed; it is reopened as soon as possible", e);
      }
      endSession();
      tries = reopen(time.nanoTime() - began > WELL_NANOS ? 0 : tries);
    }
  }

  /** Reads until the reader is closed or the file ends. */
  private void serve() throws IOException {
    CaptureSession open = session;
    FrameConsumer frames = taker;
    if (open == null || frames == null) {
      throw new IllegalStateException("the capture of " + name + " was not opened");
    }
    while (!isClosed()) {
      if (filterIsOld) {
        filterIsOld = false;
        open.refilter();
      }
      switch (open.read()) {
        case FRAMES -> {
          frames.pump();
          if (live) {
            // Most batches are followed by a pause. Waiting right after a batch takes one system
            // call, and returns at once if there are more frames. Reading again first, and waiting
            // only then, would take two system calls.
            open.await();
          }
        }
        case NOTHING -> open.await();
        case END -> {
          return;
        }
      }
    }
  }

  /**
   * Tries to open the capture until it is open or the reader is closed. Returns the number of
   * attempts, including {@code triesBefore}.
   */
  private int reopen(int triesBefore) {
    int tries = triesBefore;
    while (!isClosed()) {
      pause.await(tries++);
      try {
        var unused = open();
        counters.reopened.increment();
        log.info("{} captures again", name);
        return tries;
      } catch (IOException | RuntimeException | Error e) {
        tell(tries, e);
      }
    }
    return tries;
  }

  /**
   * Logs at intervals why the capture cannot be reopened. The failure that ended the capture was
   * logged before.
   */
  private void tell(int tries, Throwable failure) {
    if (tries % TOLD_EVERY_TRIES == FIRST_TOLD_TRY) {
      log.warn("{} cannot capture again yet; it keeps trying", name, failure);
    } else {
      log.debug("{} cannot capture again yet", name, failure);
    }
  }

  private void endSession() {
    synchronized (sessionLock) {
      CaptureSession open = session;
      if (open != null) {
        updateStatistics();
        session = null;
        open.close();
      }
    }
  }

  /** Updates the capture source's counters from the kernel's counters. */
  public void updateStatistics() {
    synchronized (sessionLock) {
      CaptureSession open = session;
      try {
        if (open != null) {
          counters.update(open.dropped(), open.droppedByInterface());
        }
      } catch (IOException e) {
        log.debug("{} cannot read how many frames the kernel dropped", name, e);
      }
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Makes the reading thread install the current filter. */
  public void refilter() {
    filterIsOld = true;
    CaptureSession open = session;
    if (open != null) {
      open.wakeUp();
    }
  }

  /** Makes {@link #run} return soon. */
  public void stop() {
    closed.countDown();
    CaptureSession open = session;
    if (open != null) {
      open.wakeUp();
    }
  }

  /**
   * Ends the capture if the reading thread has not ended it, for example because that thread hangs.
   * Called after {@link #stop}.
   */
  public void end() {
    endSession();
  }
}
