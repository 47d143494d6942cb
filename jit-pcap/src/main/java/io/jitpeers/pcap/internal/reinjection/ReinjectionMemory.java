package io.jitpeers.pcap.internal.reinjection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * Remembers recently reinjected datagrams, so that they do not loop. The capture sees each
 * reinjected datagram again on the loopback interface (twice on {@code any}: outgoing and
 * incoming). Thread-safe, of fixed size, without allocation.
 *
 * <p>The memory consists of slots. Each slot holds the fingerprint of one datagram: the whole MAC1
 * of the initiation, which is 128 bits of BLAKE2s over all bytes before the MAC1. Only initiations
 * whose sender proved its identity are remembered, so unauthenticated packets cannot fill the
 * slots. A newer initiation replaces an older one in the same slot. If the capture then sees the
 * older initiation again, the older initiation is refused as a replay.
 */
public final class ReinjectionMemory {
  /**
   * The number of slots. The capture sees a reinjected datagram within milliseconds. Few other
   * datagrams are reinjected in that time, so the datagram's slot is rarely overwritten too early.
   */
  static final int SLOTS = 4096;

  private static final int SLOT_BITS = 12;
  private static final int MAC1_OFFSET = 116;
  private static final int MAC1_LENGTH = 16;

  /**
   * 2^64 divided by the golden ratio, rounded to an odd number. This is the factor of a
   * multiplicative hash, which uses the top bits of the product (Knuth, TAOCP 6.4).
   */
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  // Unlike ByteBuffer.getLong, this handle ignores the buffer's byte order.
  private static final VarHandle BYTES_AS_LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long window;
  private final boolean[] used = new boolean[SLOTS];
  // Each slot holds the high half of a fingerprint, its low half, and the time.
  private final long[] slots = new long[SLOTS * 3];

  /**
   * Creates an empty memory.
   *
   * @param window how long a datagram is remembered
   */
  public ReinjectionMemory(Duration window) {
    this.window = window.toNanos();
  }

  /**
   * Remembers a datagram. Must be called before the datagram is sent, because the capture can see
   * the datagram before the send call returns.
   *
   * @param payload the UDP payload of an initiation, from its position; not changed
   * @param now a monotonic reading, in nanoseconds
   */
  public void remember(ByteBuffer payload, long now) {
    if (payload.remaining() < MAC1_OFFSET + MAC1_LENGTH) {
      return;
    }
    long high = high(payload);
    long low = low(payload);
    int slot = slot(high, low);
    synchronized (this) {
      used[slot] = true;
      slots[slot * 3] = high;
      slots[slot * 3 + 1] = low;
      slots[slot * 3 + 2] = now;
    }
  }

  /**
   * Returns whether a captured datagram was reinjected by this gateway, that is, whether {@link
   * #remember} was called for it a short time ago (within the window).
   *
   * @param payload a UDP payload, from its position; not changed
   * @param now a monotonic reading, in nanoseconds
   */
  public boolean isOurs(ByteBuffer payload, long now) {
    if (payload.remaining() < MAC1_OFFSET + MAC1_LENGTH) {
      return false;
    }
    long high = high(payload);
    long low = low(payload);
    int slot = slot(high, low);
    synchronized (this) {
      return used[slot]
          && slots[slot * 3] == high
          && slots[slot * 3 + 1] == low
          && now - slots[slot * 3 + 2] < window;
    }
  }

  private static long high(ByteBuffer payload) {
    return (long) BYTES_AS_LONGS.get(payload, payload.position() + MAC1_OFFSET);
  }

  private static long low(ByteBuffer payload) {
    return (long) BYTES_AS_LONGS.get(payload, payload.position() + MAC1_OFFSET + Long.BYTES);
  }

  private static int slot(long high, long low) {
    return (int) (((high ^ Long.rotateLeft(low, 32)) * MULTIPLIER) >>> (Long.SIZE - SLOT_BITS));
  }
}
