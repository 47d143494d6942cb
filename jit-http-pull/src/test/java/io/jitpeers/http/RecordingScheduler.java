package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.ManualTime;
import io.jitpeers.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A scheduler on manually advanced time that records the requested delays. */
final class RecordingScheduler implements Scheduler {
  private final BlockingQueue<Duration> delays = new LinkedBlockingQueue<>();
  private final ManualTime time;
  private final Duration share;
  private volatile boolean closed;

  RecordingScheduler(ManualTime time) {
    this(time, Duration.ZERO);
  }

  /**
   * Creates a scheduler.
   *
   * @param deadline the source's deadline; half of it, the delay of the check for silence, is not
   *     recorded
   */
  RecordingScheduler(ManualTime time, Duration deadline) {
    this.time = time;
    this.share = deadline.dividedBy(2);
  }

  @Override
  public Cancellable schedule(Runnable task, Duration delay) {
    Cancellable cancellable = time.schedule(task, delay);
    if (!delay.equals(share)) {
      delays.add(delay);
    }
    return cancellable;
  }

  /** Returns the next requested delay, and waits for it if necessary. */
  Duration nextDelay() throws InterruptedException {
    return delays.poll(60, TimeUnit.SECONDS);
  }

  /**
   * Advances the time until a change stream counts as silent, and then until the next stream
   * begins. Returns when the timer of the next stream runs. Must be called when the timer of a
   * stream is the only recorded delay. A hint that the listener already knows may still count as
   * being processed, and then the silence begins only after that.
   *
   * @param heartbeatTimeout the streams' timeout, which is not a possible wait between streams
   */
  void passSilence(Duration heartbeatTimeout) throws InterruptedException {
    assertThat(nextDelay()).as("the stream's timer").isEqualTo(heartbeatTimeout);
    Duration next;
    do {
      time.advance(heartbeatTimeout);
      next = nextDelay();
    } while (heartbeatTimeout.equals(next));
    assertThat(next).as("the wait for the next stream").isNotNull();
    time.advance(next);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
