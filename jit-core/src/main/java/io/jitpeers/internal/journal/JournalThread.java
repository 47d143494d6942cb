package io.jitpeers.internal.journal;

import io.jitpeers.internal.watch.StagePool;
import io.jitpeers.internal.watch.StageWatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon thread that writes the journal to the disk. */
final class JournalThread implements Executor {
  private static final Logger log = LoggerFactory.getLogger(JournalThread.class);
  private static final int END_SECONDS = 5;

  private final StagePool pool;

  /** Starts the thread. */
  JournalThread(StageWatch stages) {
    pool =
        StagePool.one(
            stages.stage("the journal of installed peers", "installed peers are not recorded"),
            "jit-journal");
    pool.start();
  }

  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Lets the thread finish its work, which includes closing the file. Waits at most 5 s. */
  void end() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        log.warn("the disk has not answered for {} s; closing without it", END_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
