package io.jitpeers.http.internal;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of one of the JDK's HTTP clients. While the client's server answers over HTTP/1.1
 * without TLS, the tasks run on the thread that submits them, which is the client's selector
 * thread. If a pool ran the tasks, a lookup would change threads twice as often. The tasks must be
 * short, because they block the selector thread: they only parse answers and pass on what they have
 * parsed. The change listeners, and the callers' reactions to lookup results, run on {@link
 * Workers}.
 *
 * <p>With TLS, with HTTP/2, and before the server's first answer, the client's tasks run on
 * workers. A TLS handshake takes milliseconds, and a trust manager may block. Over HTTP/2, a client
 * that runs its tasks on its selector thread may lose a request when the server ends the connection
 * (GOAWAY). Thread-safe.
 */
final class SelectorTasks implements Executor {
  private final Workers workers;
  private final boolean plain;
  private final FailureLog failures;
  private volatile boolean http1;

  /**
   * Creates the executor of one client, whose server has not answered yet.
   *
   * @param base the control plane's base URI
   */
  SelectorTasks(URI base, Workers workers, TimeSource time) {
    this.workers = workers;
    this.plain = "http".equalsIgnoreCase(base.getScheme());
    this.failures = new FailureLog(LoggerFactory.getLogger(SelectorTasks.class), time);
  }

  /** Records the version of HTTP that an answer came over. */
  void answeredOver(HttpClient.Version version) {
    http1 = version == HttpClient.Version.HTTP_1_1;
  }

  /** Returns whether the latest answer came over HTTP/1.1. */
  boolean isHttp1() {
    return http1;
  }

  /** Runs a task. If the task throws, the selector thread continues, as a pool's thread would. */
  @Override
  public void execute(Runnable task) {
    if (!plain || !http1) {
      workers.execute(task);
      return;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failures.record("a task of the HTTP client failed", e);
    }
  }
}
