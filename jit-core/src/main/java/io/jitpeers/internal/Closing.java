package io.jitpeers.internal;

import io.jitpeers.internal.common.StageExecutors;
import io.jitpeers.internal.opening.OpenStage;
import io.jitpeers.internal.provisioning.Provisioning;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes the parts of an orchestrator. If closing one part fails, the others are still closed. */
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Closes a part. Logs an exception instead of throwing it. */
  static void quietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      log.warn("could not close the {}", what, e);
    }
  }

  /**
   * Waits until all accepted packets are completed, but not longer than the limit. Packets that
   * have not been opened when the time is up are completed without being opened.
   *
   * @param limit the longest wait
   */
  static void finishPending(
      StageExecutors executors, OpenStage opening, Provisioning provisioning, Duration limit) {
    long until = System.nanoTime() + limit.toNanos();
    opening.closing();
    try {
      executors.drainOpener(limit.toNanos(), opening::abandon);
      provisioning.awaitIdle(Math.max(0, until - System.nanoTime()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted while closing; peers that are being provisioned fail");
    }
  }
}
