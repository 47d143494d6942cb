package io.jitpeers.spi;

import java.util.List;

/**
 * Receives packets from a {@link PacketSource}. Thread-safe: several sources may share one handler.
 */
@FunctionalInterface
public interface PacketHandler {

  /**
   * Handles one packet. Returns quickly (no lookup, no Diffie-Hellman, no lock held for long) and
   * never throws. The handler completes the packet exactly once, possibly later and on another
   * thread.
   *
   * @param packet the packet, valid only during this call unless retained
   */
  void onPacket(Packet packet);

  /**
   * Handles packets that a source has read together. The oldest packet comes first. The contract of
   * {@link #onPacket} applies to each packet. The default calls {@link #onPacket} for each packet.
   * If a call throws a {@link RuntimeException}, the default still handles the other packets and
   * throws the exception at the end. Override this method if the handler can process several
   * packets together faster than one by one.
   *
   * @param packets one or more packets. The list and its packets are valid only during this call.
   *     The list has constant-time access and must not be modified
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
