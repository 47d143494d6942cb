package io.jitpeers.internal.admission;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Recognizes a frame that was captured twice, as happens on {@code any} over VLANs and bridges.
 * Thread-safe, of fixed size, without allocation.
 *
 * <p>It is asked only for initiations whose MAC1 was verified, and so MAC1, 128 bits of BLAKE2s
 * over everything before it, is the fingerprint: two different initiations with one MAC1 would be a
 * collision of BLAKE2s. Fingerprints are compared whole. A newer frame overwrites an older one in
 * the same slot; a duplicate missed by that is refused as a replay later.
 */
public final class DuplicateFilter {
  /** Duplicates come within milliseconds, in which even a flood of admitted frames fills few. */
  private static final int SLOTS = 1 << 14;

  private static final int MAC1_OFFSET = 116;

  // Unlike ByteBuffer.getLong, the same for buffers of either byte order.
  private static final VarHandle BYTES_AS_LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long window;
  private final long seed;
  // High half, low half and first sight of the frame in each slot, side by side for the cache.
  private final long[] frames = new long[SLOTS * 3];

  /**
   * Creates an empty filter.
   *
   * @param window how long after the first capture another one counts as its duplicate; zero for
   *     never
   * @param random chooses where frames are kept, so that a sender cannot
   */
  public DuplicateFilter(Duration window, RandomGenerator random) {
    this.window = window.toNanos();
    this.seed = random.nextLong() | 1;
  }

  /**
   * Looks for an earlier capture of the same frame, and remembers this one if there is none.
   *
   * @param initiation a datagram of 148 bytes whose MAC1 was verified; not changed
   * @param now a monotonic reading, in nanoseconds
   * @return true if the frame was first seen less than the window ago
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
