package io.jitpeers.examples.identify;

import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.pcap.CapturedPacket;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * One initiation, and the result of decrypting it.
 *
 * @param frame the number of the initiation's frame in the capture; the first frame has the number
 *     1
 * @param source the source address and port, as text
 * @param destination the destination address and port, as text
 * @param senderIndex the initiator's session index, which is not encrypted
 * @param result the sender's static public key, or the reason why this key is unknown
 */
record Finding(
    long frame, String source, String destination, long senderIndex, InitiationResult result) {
  /**
   * The offset of the sender index, a little-endian number that follows the four bytes of the
   * message type (whitepaper section 5.4.2).
   */
  private static final int SENDER_INDEX = 4;

  /** Decrypts the initiation in a packet. */
  static Finding of(CapturedPacket packet, ResponderKey key) {
    return new Finding(
        packet.frameNumber(),
        Endpoints.text(packet.source()),
        Endpoints.text(packet.destination()),
        senderIndex(packet.payload()),
        key.open(packet.payload()));
  }

  private static long senderIndex(ByteBuffer payload) {
    ByteBuffer littleEndian = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return Integer.toUnsignedLong(littleEndian.getInt(payload.position() + SENDER_INDEX));
  }

  /** Returns a reason in the form for programs, such as {@code bad_mac1}. */
  static String word(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
