package io.jitpeers.internal;

import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.provisioning.Provisioning;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts of which none may keep the others from being closed. */
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Closes a part; what it throws is logged. */
  static void quietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      log.warn("could not close the {}", what, e);
    }
  }

  /**
   * Lets what was taken in finish, and the rest fail.
   *
   * @param limit how long that may take
   */
  static void finishPending(
      StageExecutors executors, OpenStage opening, Provisioning provisioning, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    try {
      executors.drainOpener(limit.toNanos(), opening::abandon);
      provisioning.awaitIdle(Math.max(0, until - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while closing; peers on their way in are failed");
    }
  }
}
