package io.jitpeers.internal.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Recognizes a frame that was captured twice. This happens, for example, if the capture interface
 * is {@code any} and there are VLANs or bridges. Thread-safe, of fixed size, without allocation.
 *
 * <p>The filter sees only initiations whose MAC1 was verified, so MAC1 serves as the fingerprint.
 * MAC1 is 128 bits of BLAKE2s over all preceding bytes of the message. Two different initiations
 * with the same MAC1 would be a collision of BLAKE2s. The filter compares whole fingerprints. A
 * newer frame overwrites an older frame in the same slot. The filter then misses a duplicate of the
 * older frame, but the replay check refuses this duplicate later.
 */
public final class DuplicateFilter {
  /**
   * The number of frames to remember. Duplicates arrive within milliseconds. In that time even a
   * flood of frames with a correct MAC1 fills only a part of the slots.
   */
  private static final int SLOTS = 1 << 14;

  private static final int MAC1_OFFSET = 116;

  // Unlike ByteBuffer.getLong, this reads the same value from buffers of either byte order.
  private static final VarHandle BYTES_AS_LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long window;
  private final long seed;
  // Three longs per slot: the fingerprint's high half, its low half, and when the frame was first
  // seen. They are adjacent, for the CPU cache.
  private final long[] frames = new long[SLOTS * 3];

  /**
   * Creates an empty filter.
   *
   * @param window the time after a frame's first capture in which further captures of the frame
   *     count as duplicates; zero turns the filter off
   * @param random seeds the choice of slots, so that a sender cannot predict a slot
   */
  public DuplicateFilter(Duration window, RandomGenerator random) {
    this.window = window.toNanos();
    this.seed = random.nextLong() | 1;
  }

  /**
   * Returns whether a frame is a duplicate. A frame that is not a duplicate is remembered.
   *
   * @param initiation a datagram of 148 bytes whose MAC1 was verified; not changed
   * @param now a monotonic reading, in nanoseconds
   * @return true if the first capture of the same frame was less than the filter's window before
   *     {@code now}
   */
  public boolean isDuplicate(ByteBuffer initiation, long now) {
    int mac1 = initiation.position() + MAC1_OFFSET;
    long high = (long) BYTES_AS_LONGS.get(initiation, mac1);
    long low = (long) BYTES_AS_LONGS.get(initiation, mac1 + Long.BYTES);
    // Multiplicative hashing: the top bits depend on all bits of both halves and of the seed.
    int slot = (int) ((high * seed + Long.rotateLeft(low, 32) * (seed ^ 2)) >>> 50) * 3;
    synchronized (this) {
      if (frames[slot] == high && frames[slot + 1] == low && now - frames[slot + 2] < window) {
        return true;
      }
      frames[slot] = high;
      frames[slot + 1] = low;
      frames[slot + 2] = now;
      return false;
    }
  }
}
