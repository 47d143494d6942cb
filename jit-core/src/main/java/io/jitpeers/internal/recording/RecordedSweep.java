package io.jitpeers.internal.recording;

import io.jitpeers.eviction.SweepReport;
import org.jspecify.annotations.Nullable;

/**
 * Records one sweep, which lists and evicts peers, as a Flight Recorder event. The event lasts as
 * long as the sweep. No method throws. Not thread-safe.
 */
public final class RecordedSweep {
  private final SweepEvent event = new SweepEvent();

  private RecordedSweep() {}

  static @Nullable RecordedSweep begin() {
    if (!SweepEvent.PROBE.isEnabled()) {
      return null;
    }
    RecordedSweep begun = new RecordedSweep();
    begun.event.begin();
    return begun;
  }

  /**
   * Writes the event.
   *
   * @param dryRun whether a dry run was requested
   * @param report the report; null if the sweep failed
   */
  public void ended(boolean dryRun, @Nullable SweepReport report) {
    if (!Recording.isOn()) {
      return;
    }
    try {
      write(dryRun, report);
    } catch (RuntimeException | Error e) {
      Recording.failed(e);
    }
  }

  private void write(boolean dryRun, @Nullable SweepReport report) {
    event.dryRun = dryRun;
    event.failed = report == null;
    if (report != null) {
      event.dryRun = report.dryRun();
      event.listed = report.listed();
      event.complete = report.complete();
      event.evicted = report.evictedInAll();
      event.heldBack = report.heldBack().values().stream().mapToInt(Integer::intValue).sum();
      event.lost = report.lost();
      event.resident = report.resident();
      event.listingTook = report.listingTime().toNanos();
    }
    event.commit();
  }
}
