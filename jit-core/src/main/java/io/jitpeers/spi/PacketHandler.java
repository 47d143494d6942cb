package io.jitpeers.spi;

import java.util.List;

/** Takes packets from a {@link PacketSource}. Thread-safe: several sources may share one. */
@FunctionalInterface
public interface PacketHandler {

  /**
   * Takes one packet. Returns quickly (no lookup, no Diffie-Hellman, no lock held for long) and
   * never throws. The packet is completed exactly once, perhaps later and on another thread.
   *
   * @param packet the packet, valid during this call unless retained
   */
  void onPacket(Packet packet);

  /**
   * Takes packets that a source read together, oldest first. The contract of {@link #onPacket}
   * holds for each of them. A handler overrides this if it can do better than taking one after the
   * other, which is what this does; should that fail with a {@link RuntimeException} for one, the
   * others are taken all the same.
   *
   * @param packets at least one; the list, like its packets, is valid during this call only, gives
   *     its elements in constant time, and is not changed by the handler
   */
  default void onPackets(List<? extends Packet> packets) {
    RuntimeException thrown = null;
    for (int i = 0; i < packets.size(); i++) {
      try {
        onPacket(packets.get(i));
      } catch (RuntimeException e) {
        if (thrown == null) {
          thrown = e;
        } else if (thrown != e) {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown != null) {
      throw thrown;
    }
  }
}
