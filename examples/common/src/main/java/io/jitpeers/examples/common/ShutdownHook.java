package io.jitpeers.examples.common;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a program finish its work when a signal ends it (SIGINT, SIGTERM): the JVM waits until this
 * is closed, or for as long as its patience lasts. Thread-safe.
 */
public final class ShutdownHook implements AutoCloseable {
  /** Longer than closing a capture takes whose reader hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch done = new CountDownLatch(1);
  private final Runnable stop;
  private final Duration patience;
  private final @Nullable Runnable end;
  private final Thread thread;

  private ShutdownHook(Runnable stop, Duration patience, @Nullable Runnable end) {
    this.stop = stop;
    this.patience = patience;
    this.end = end;
    thread = new Thread(this::run, "jit-shutdown");
  }

  /**
   * Has the JVM run something when it is to end, on another thread. Its exit code then tells of the
   * signal.
   *
   * @param stop makes the work finish soon; does not wait for it
   * @return a hook that is to be closed when the work is finished
   */
  public static ShutdownHook register(Runnable stop) {
    return registered(new ShutdownHook(stop, PATIENCE, null));
  }

  /**
   * The same for a program that is meant to be ended by a signal, so that this is a success: once
   * the work is finished, the JVM ends at once and with the exit code 0. If the work does not
   * finish in time, the exit code tells of the signal.
   *
   * @param stop makes the work finish soon; does not wait for it
   * @param patience how long the work may take
   * @return a hook that is to be closed when the work is finished
   */
  public static ShutdownHook registerForService(Runnable stop, Duration patience) {
    return registered(new ShutdownHook(stop, patience, () -> Runtime.getRuntime().halt(0)));
  }

  private static ShutdownHook registered(ShutdownHook hook) {
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /** What the JVM runs. */
  void run() {
    stop.run();
    boolean finished =
        Uninterruptibles.awaitUninterruptibly(done, patience.toNanos(), TimeUnit.NANOSECONDS);
    if (finished && end != null) {
      end.run();
    }
  }

  /** Tells that the work is finished. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is ending already, and no longer has to wait.
      return;
    }
  }
}
