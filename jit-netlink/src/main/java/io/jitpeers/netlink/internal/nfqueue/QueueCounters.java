package io.jitpeers.netlink.internal.nfqueue;

import java.util.concurrent.atomic.LongAdder;

/** Counters of a queue since its source was created. Thread-safe. */
public final class QueueCounters {
  /** Packets read from the queue. */
  public final LongAdder received = new LongAdder();

  /** Packets that were accepted at once because they do not look like initiations. */
  public final LongAdder notInitiations = new LongAdder();

  /** Packets with an accept verdict. */
  public final LongAdder accepted = new LongAdder();

  /** Packets with a drop verdict. */
  public final LongAdder dropped = new LongAdder();

  /**
   * Packets to which the kernel gave an id, but which it could not pass to this process because the
   * socket's receive buffer was full. They are detected as gaps in the ids of received packets.
   */
  public final LongAdder missed = new LongAdder();

  /** Overruns of the socket's receive buffer. */
  public final LongAdder bufferOverruns = new LongAdder();

  /** Verdicts for packets that were no longer in the queue. */
  public final LongAdder tooLate = new LongAdder();

  /** How often the queue was bound again after a failure. */
  public final LongAdder reopened = new LongAdder();
}
