package io.jitpeers.examples.common;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets a program finish its work after a signal that ends programs (SIGINT, SIGTERM). The JVM waits
 * until this hook is closed, or until a time limit has passed. Thread-safe.
 */
public final class ShutdownHook implements AutoCloseable {
  /**
   * How long the program's work may continue after the signal, unless the caller sets another
   * limit. Closing a packet capture takes less time, even if the thread that reads the capture
   * hangs.
   */
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
   * Registers an action that runs on another thread when the JVM is about to end. If a signal ends
   * the JVM, the exit code is 128 plus the signal's number.
   *
   * @param stop makes the program finish its work soon; returns without waiting for the end
   * @return a hook that the program closes when its work is finished
   */
  public static ShutdownHook register(Runnable stop) {
    return registered(new ShutdownHook(stop, PATIENCE, null));
  }

  /**
   * Registers an action for a program that normally runs until a signal ends it. If the program
   * finishes its work within the time limit, the JVM ends at once with the exit code 0. If not, the
   * exit code is 128 plus the signal's number.
   *
   * @param stop makes the program finish its work soon; returns without waiting for the end
   * @param patience how long the work may continue after the signal
   * @return a hook that the program closes when its work is finished
   */
  public static ShutdownHook registerForService(Runnable stop, Duration patience) {
    return registered(new ShutdownHook(stop, patience, () -> Runtime.getRuntime().halt(0)));
  }

  private static ShutdownHook registered(ShutdownHook hook) {
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /**
   * Runs as the JVM's shutdown hook: stops the program's work, and waits for the end of the work.
   */
  void run() {
    stop.run();
    boolean finished =
        Uninterruptibles.awaitUninterruptibly(done, patience.toNanos(), TimeUnit.NANOSECONDS);
    if (finished && end != null) {
      end.run();
    }
  }

  /** Reports that the program's work is finished. */
  @Override
  public void close() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The JVM is already ending, and no longer has to wait.
      return;
    }
  }
}
