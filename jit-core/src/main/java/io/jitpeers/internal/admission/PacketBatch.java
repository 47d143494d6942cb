package io.jitpeers.internal.admission;

import io.jitpeers.spi.Packet;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workspace in which a thread checks packets together: made once for each thread, so that a
 * flood allocates nothing, and empty between calls, so that it keeps no packet's buffer alive. Not
 * thread-safe.
 */
final class PacketBatch {
  /** From a few hundred on, {@link ResponderKey} gains nothing from more. */
  static final int CAPACITY = 256;

  private static final ThreadLocal<PacketBatch> OF_THREAD =
      ThreadLocal.withInitial(PacketBatch::new);

  private final @Nullable ByteBuffer[] payloads = new @Nullable ByteBuffer[CAPACITY];
  private final @Nullable InitiationRefusal[] refusals = new @Nullable InitiationRefusal[CAPACITY];
  private boolean taken;

  private PacketBatch() {}

  /**
   * Returns the calling thread's own; or a new one while that is taken, which happens if a source
   * delivers further packets when it is told what became of one.
   */
  static PacketBatch take() {
    PacketBatch own = OF_THREAD.get();
    PacketBatch batch = own.taken ? new PacketBatch() : own;
    batch.taken = true;
    return batch;
  }

  void giveBack() {
    Arrays.fill(payloads, null);
    taken = false;
  }

  /** Checks the payloads of so many packets, at most {@link #CAPACITY}. */
  void check(ResponderKey key, List<? extends Packet> packets, int from, int count) {
    for (int i = 0; i < count; i++) {
      payloads[i] = packets.get(from + i).payload();
    }
    key.check(payloads, count, refusals);
  }

  /** What is wrong with one of the packets that were checked; null if it passed. */
  @Nullable InitiationRefusal refusal(int index) {
    return refusals[index];
  }
}
