package io.jitpeers.netlink.internal.nfqueue;

import java.util.concurrent.atomic.LongAdder;

/** What happened at a queue since its source was made. Thread-safe. */
public final class QueueCounters {
  /** Packets taken from the queue. */
  public final LongAdder received = new LongAdder();

  /** Packets that were accepted at once, for they do not look like initiations. */
  public final LongAdder notInitiations = new LongAdder();

  /** Packets that were given the verdict to pass. */
  public final LongAdder accepted = new LongAdder();

  /** Packets that were given the verdict to be dropped. */
  public final LongAdder dropped = new LongAdder();

  /** Packets the kernel numbered but could not hand over. */
  public final LongAdder missed = new LongAdder();

  /** How often the socket's receive buffer ran over. */
  public final LongAdder bufferOverruns = new LongAdder();

  /** Verdicts that came when their packet was not in the queue any more. */
  public final LongAdder tooLate = new LongAdder();

  /** How often the queue was bound again. */
  public final LongAdder reopened = new LongAdder();
}
