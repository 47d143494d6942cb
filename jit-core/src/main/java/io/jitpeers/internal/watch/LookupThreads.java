package io.jitpeers.internal.watch;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of threads for calls that may block. It creates a thread when none is free, and ends a
 * thread that has been idle for 30 s. The threads are virtual if the JDK has virtual threads that
 * do not pin their carriers. The number of threads is bounded. Thread-safe.
 *
 * <p>Before JDK 24, a virtual thread that blocks inside {@code synchronized} pins its carrier
 * thread (JEP 491). Many database drivers block in this way, and there are only as many carriers as
 * processors. On these JDKs, the pool therefore uses platform threads, which serve more calls at
 * the same time.
 */
final class LookupThreads implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LookupThreads.class);
  private static final int NO_PINNING = 24;
  private static final int IDLE_SECONDS = 30;
  private static final String NAME = "jit-lookup-";

  private final ThreadPoolExecutor threads;

  /**
   * Creates an instance; no thread is started yet.
   *
   * @param most the maximum number of concurrent calls; further calls are refused
   */
  LookupThreads(int most) {
    this(most, Runtime.version().feature() >= NO_PINNING ? virtualOrDaemons() : daemons());
  }

  LookupThreads(int most, ThreadFactory factory) {
    threads =
        new ThreadPoolExecutor(
            0,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            factory,
            new ThreadPoolExecutor.AbortPolicy());
  }

  /**
   * Returns a factory of virtual threads, or of daemon platform threads if the JDK has no virtual
   * threads. Uses reflection, because this library also runs on JDK 17, which has no virtual
   * threads.
   */
  private static ThreadFactory virtualOrDaemons() {
    try {
      Class<?> type = Class.forName("java.lang.Thread$Builder");
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Method name = type.getMethod("name", String.class, long.class);
      Object named = name.invoke(builder, NAME, 1L);
      return (ThreadFactory) type.getMethod("factory").invoke(named);
    } catch (ReflectiveOperationException e) {
      log.debug("this JDK has no virtual threads", e);
      return daemons();
    }
  }

  static ThreadFactory daemons() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, NAME + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Runs a call on a thread of its own.
   *
   * @throws RejectedExecutionException if the maximum number of calls is in progress, or if this
   *     pool is closed
   */
  @Override
  public void execute(Runnable call) {
    try {
      threads.execute(call);
    } catch (RejectedExecutionException e) {
      throw new RejectedExecutionException(
          threads.isShutdown()
              ? "the orchestrator is closed"
              // Not getActiveCount(): it leaves out calls whose threads are still waking up.
              : threads.getMaximumPoolSize() + " calls of the config source have not returned",
          e);
    }
  }

  /** Accepts no further calls. Calls in progress may finish. Idempotent. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
