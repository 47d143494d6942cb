package io.jitpeers.internal.admission;

import io.jitpeers.spi.Packet;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread's workspace for checking several packets together. Each thread creates its workspace
 * once, so a flood allocates nothing. The workspace is emptied after each use, so it keeps no
 * packet's buffer alive. Not thread-safe.
 */
final class PacketBatch {
  /**
   * The maximum number of packets in one check. {@link ResponderKey} gains nothing from batches of
   * more than a few hundred packets.
   */
  static final int CAPACITY = 256;

  private static final ThreadLocal<PacketBatch> OF_THREAD =
      ThreadLocal.withInitial(PacketBatch::new);

  private final @Nullable ByteBuffer[] payloads = new @Nullable ByteBuffer[CAPACITY];
  private final @Nullable InitiationRefusal[] refusals = new @Nullable InitiationRefusal[CAPACITY];
  private boolean taken;

  private PacketBatch() {}

  /**
   * Returns the calling thread's workspace, or a new workspace if the thread's own is in use. The
   * thread's own workspace is in use if a source delivers more packets from within the call that
   * tells the source the outcome of a packet.
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

  /**
   * Checks the payloads of {@code count} packets, beginning at index {@code from}.
   *
   * @param count at most {@link #CAPACITY}
   */
  void check(ResponderKey key, List<? extends Packet> packets, int from, int count) {
    for (int i = 0; i < count; i++) {
      payloads[i] = packets.get(from + i).payload();
    }
    key.check(payloads, count, refusals);
  }

  /**
   * Returns why a packet is refused; null if it passed.
   *
   * @param index the packet's position among the packets of the last {@link #check}, from 0
   */
  @Nullable InitiationRefusal refusal(int index) {
    return refusals[index];
  }
}
