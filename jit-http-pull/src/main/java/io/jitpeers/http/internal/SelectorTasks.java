package io.jitpeers.http.internal;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of the JDK's HTTP client on the thread that submits them, which is the client's
 * selector thread. With a pool, each lookup would change threads about ten more times. The tasks
 * must therefore be short: they parse answers and pass on their parts. Callers of lookups and
 * listeners of changes run on {@link Workers}. Thread-safe.
 */
final class SelectorTasks implements Executor {
  private final FailureLog failures;

  private SelectorTasks(TimeSource time) {
    this.failures = new FailureLog(LoggerFactory.getLogger(SelectorTasks.class), time);
  }

  /**
   * Returns the executor for the tasks of a client. With TLS, these are the workers: a handshake
   * takes milliseconds, and a trust manager may block.
   *
   * @param base the control plane's base URI
   */
  static Executor of(URI base, Workers workers, TimeSource time) {
    return "http".equalsIgnoreCase(base.getScheme()) ? new SelectorTasks(time) : workers;
  }

  /** Runs a task. If it throws, the selector thread continues, as a pool would. */
  @Override
  public void execute(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.record("a task of the HTTP client failed", e);
    }
  }
}
