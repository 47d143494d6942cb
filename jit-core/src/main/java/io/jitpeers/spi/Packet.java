package io.jitpeers.spi;

import io.jitpeers.time.TimeSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP datagram that looks like a handshake initiation.
 *
 * <p>A source may reuse one object for all packets. A packet is valid only until {@link
 * PacketHandler#onPacket} returns. To keep a packet for longer, a handler calls {@link #retain} in
 * {@code onPacket} and keeps the result. A retained packet is immutable, except for {@link
 * #complete}, and may be used on any thread.
 */
public interface Packet {

  /** {@return the sender's address, a resolved address and port} */
  InetSocketAddress source();

  /**
   * Returns the address that the packet was sent to. A source whose socket is bound to the wildcard
   * address returns the wildcard address.
   *
   * @return a resolved address and port
   */
  InetSocketAddress destination();

  /**
   * Returns the port that the packet was sent to. A packet that creates its address objects on
   * demand overrides this method, so that reading the port creates no address object.
   *
   * @return the port of {@link #destination}
   */
  default int destinationPort() {
    return destination().getPort();
  }

  /**
   * Returns the UDP payload, from the buffer's position to its limit. The caller must read it with
   * absolute gets, and must not change the position, the limit or the contents.
   *
   * @return the payload, the same buffer on each call
   */
  ByteBuffer payload();

  /**
   * Returns when the packet was captured, as precisely as the source can tell.
   *
   * @return a reading of {@link TimeSource#nanoTime}
   */
  long captureNanos();

  /**
   * Returns a packet that stays valid after {@link PacketHandler#onPacket} has returned. The result
   * is this packet if it stays valid anyway, otherwise a copy. If the result is a copy, the handler
   * completes the copy and not this packet.
   *
   * @return a packet that stays valid
   */
  Packet retain();

  /**
   * Reports the packet's outcome to the source. Called exactly once for each delivered packet,
   * either on the packet itself or on the result of {@link #retain}. The orchestrator calls this
   * method on any thread, possibly long after the delivery. The method must not block: other
   * clients wait for the calling thread, which opens initiations, writes to the store or completes
   * lookups. A call that takes longer than {@code watchdog.slow-call} is logged as a warning.
   *
   * @param outcome the outcome
   * @throws IllegalStateException if the packet is already completed
   */
  void complete(PacketOutcome outcome);

  /**
   * Reports the packet's outcome and the peer that sent the packet. The orchestrator calls this
   * method instead of {@link #complete(PacketOutcome)} if the packet is to reach the data plane.
   * The outcome is then either {@link PacketOutcome#INSTALLED}, reported after the store has
   * installed the peer, or {@link PacketOutcome#ALREADY_RESIDENT}. A source with a data plane of
   * its own can pass the peer to that data plane, which then need not open the initiation a second
   * time. The default ignores the peer.
   *
   * @param outcome the outcome
   * @param peer the peer that sent the packet
   * @throws IllegalStateException if the packet is already completed
   */
  default void complete(PacketOutcome outcome, PacketPeer peer) {
    complete(outcome);
  }

  /**
   * Reports the packet's outcome and the reason for it. The orchestrator calls this method instead
   * of {@link #complete(PacketOutcome)} if the outcome is {@link PacketOutcome#REJECTED}, {@link
   * PacketOutcome#NOT_EXAMINED} or {@link PacketOutcome#FAILED}. A source that receives its packets
   * from the application passes the reason on to the application. The default ignores the reason.
   *
   * @param outcome the outcome
   * @param reason the reason
   * @param detail a sentence that explains this case, without secrets; equal to the reason's {@link
   *     PacketReason#sentence sentence} if there is nothing to add
   * @throws IllegalStateException if the packet is already completed
   */
  default void complete(PacketOutcome outcome, PacketReason reason, String detail) {
    complete(outcome);
  }
}
