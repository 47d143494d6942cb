package io.jitpeers.pcap.internal.capture;

import io.jitpeers.spi.PacketHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Manages the life cycle of a source, which can be started once and closed. Thread-safe. */
public final class CaptureLife {
  private final InitiationDependencies parts;
  private final Logger log;
  private final Object lock = new Object();
  private volatile @Nullable CaptureRun run;
  private boolean closed;

  /**
   * Creates the life cycle of a source that was not started yet.
   *
   * @param parts the source's dependencies
   * @param log the source's logger
   */
  public CaptureLife(InitiationDependencies parts, Logger log) {
    this.parts = parts;
    this.log = log;
  }

  /**
   * Opens the capture and the reinjector, and starts the reading thread. Can be called once.
   *
   * @return the link type of the frames, a {@code DLT_} number
   * @throws IOException if the capture cannot be opened; the message names a remedy
   * @throws IllegalStateException if the source was started or closed before
   */
  public int start(PacketHandler handler) throws IOException {
    synchronized (lock) {
      if (run != null || closed) {
        throw new IllegalStateException(
            "the source "
                + parts.capture().name()
                + " was "
                + (closed ? "closed" : "started")
                + " before");
      }
      parts.ports().requireAny();
      Ports before = parts.ports().all();
      CaptureRun started = CaptureRun.start(parts, handler, log);
      run = started;
      if (parts.ports().all() != before) {
        started.refilter(); // The ports changed while the capture was opened.
      }
      return started.linkType();
    }
  }

  /** Returns the run; null before the start. */
  public @Nullable CaptureRun run() {
    return run;
  }

  /** Ends the source's run. The source cannot be started again. */
  public void close() {
    CaptureRun stopping;
    synchronized (lock) {
      closed = true;
      stopping = run;
    }
    if (stopping != null) {
      stopping.close();
    }
    parts.capture().ended().complete(null);
  }
}
