package io.jitpeers.internal.journal;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that waits for the disk. A daemon. */
final class JournalThread extends ThreadPoolExecutor {
  private static final Logger log = LoggerFactory.getLogger(JournalThread.class);
  private static final int END_SECONDS = 5;

  JournalThread() {
    super(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread = new Thread(task, "jit-journal");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Lets it finish what it was given, so that the file is closed when this returns. */
  void end() {
    shutdown();
    try {
      if (!awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the disk has not answered for {} s; closing goes on without it", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
