package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.source.support.EnumCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of a source over all its captures. Thread-safe. */
public final class CaptureCounters {
  final LongAdder frames = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder reopened = new LongAdder();
  private final EnumCounters<FrameRefusal> refused = new EnumCounters<>(FrameRefusal.class);
  // The following fields are guarded by this object. libpcap's counters are 32 bits wide and start
  // anew with each capture.
  private int lastDropped;
  private long lastDroppedByInterface;
  private long dropped;
  private long droppedByInterface;

  /** Counts a frame that was not delivered. */
  public void refused(FrameRefusal reason) {
    refused.increment(reason);
  }

  /** Adds the numbers of frames that were read and of frames that were delivered. */
  public void took(long read, long handedOver) {
    frames.add(read);
    delivered.add(handedOver);
  }

  /**
   * Called when a capture has been opened. The capture's own counters start at 0; the totals of
   * this object are kept.
   */
  synchronized void begin() {
    lastDropped = 0;
    lastDroppedByInterface = 0;
  }

  /**
   * Adds how much the counters of the capture and of its interface have grown since the last
   * update.
   */
  synchronized void update(int droppedNow, long droppedByInterfaceNow) {
    dropped += Integer.toUnsignedLong(droppedNow - lastDropped);
    // The counter of an interface that was deleted and created again starts at 0.
    droppedByInterface += Math.max(0, droppedByInterfaceNow - lastDroppedByInterface);
    lastDropped = droppedNow;
    lastDroppedByInterface = droppedByInterfaceNow;
  }

  /** Returns all counters, combined with the given counts of reinjections. */
  public synchronized PcapStatistics snapshot(Map<ReinjectionOutcome, Long> reinjections) {
    return new PcapStatistics(
        frames.sum(),
        delivered.sum(),
        refused.counts(),
        dropped,
        droppedByInterface,
        reopened.sum(),
        reinjections);
  }
}
