package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.PcapStatistics;
import io.jitpeers.pcap.ReinjectionOutcome;
import io.jitpeers.source.support.EnumCounters;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a source has counted over all its captures. Thread-safe. */
public final class CaptureCounters {
  final LongAdder frames = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder reopened = new LongAdder();
  private final EnumCounters<FrameRefusal> refused = new EnumCounters<>(FrameRefusal.class);
  // Guarded by this: libpcap's numbers are 32 bits wide, and begin again with each capture.
  private int lastDropped;
  private long lastDroppedByInterface;
  private long dropped;
  private long droppedByInterface;

  /** Counts a frame that was not delivered. */
  public void refused(FrameRefusal reason) {
    refused.increment(reason);
  }

  /** Counts frames that were read, and how many of them were delivered. */
  public void took(long read, long handedOver) {
    frames.add(read);
    delivered.add(handedOver);
  }

  /** A new capture begins to count at 0. */
  synchronized void begin() {
    lastDropped = 0;
    lastDroppedByInterface = 0;
  }

  /** Takes what the current capture has counted so far, and its interface has dropped. */
  synchronized void update(int droppedNow, long droppedByInterfaceNow) {
    dropped += Integer.toUnsignedLong(droppedNow - lastDropped);
    // An interface that was made anew counts from 0 again.
    droppedByInterface += Math.max(0, droppedByInterfaceNow - lastDroppedByInterface);
    lastDropped = droppedNow;
    lastDroppedByInterface = droppedByInterfaceNow;
  }

  /** Everything, with what another room counts. */
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
