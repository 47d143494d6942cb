package io.jitpeers.pcap.internal.capture;

import io.jitpeers.spi.PacketHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** A source's one run: whether it was started, and is closed. Thread-safe. */
public final class CaptureLife {
  private final InitiationDependencies parts;
  private final Logger log;
  private final Object lock = new Object();
  private volatile @Nullable CaptureRun run;
  private boolean closed;

  /**
   * Creates one that has not begun.
   *
   * @param parts what the source is made of
   * @param log the source's
   */
  public CaptureLife(InitiationDependencies parts, Logger log) {
    this.parts = parts;
    this.log = log;
  }

  /**
   * Opens everything and starts delivery, once.
   *
   * @return the link type of frames, a {@code DLT_} number
   * @throws IOException if the capture cannot be opened, with what to do about it
   * @throws IllegalStateException if it was started or closed before
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
        started.refilter(); // They changed while the capture was opened.
      }
      return started.linkType();
    }
  }

  /** The run; null before it is started. */
  public @Nullable CaptureRun run() {
    return run;
  }

  /** Ends it, for good. */
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
