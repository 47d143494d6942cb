package io.jitpeers.spi;

import io.jitpeers.time.TimeSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP datagram that looks like a handshake initiation, on its way through the pipeline.
 *
 * <p>A source may reuse one object for all packets, so a handler that wants to keep a packet beyond
 * {@link PacketHandler#onPacket} calls {@link #retain} within it and keeps the result. A retained
 * packet is immutable but for {@link #complete}, and can be used on any thread.
 */
public interface Packet {

  /** {@return the sender's address, a resolved address and port} */
  InetSocketAddress source();

  /**
   * Returns the address the packet was sent to. A source that owns a wildcard socket gives the
   * socket's own address.
   *
   * @return a resolved address and port
   */
  InetSocketAddress destination();

  /**
   * Returns the port the packet was sent to. A packet that makes its addresses only when they are
   * asked for gives the port without making one.
   *
   * @return the port of {@link #destination}
   */
  default int destinationPort() {
    return destination().getPort();
  }

  /**
   * Returns the UDP payload, from the buffer's position to its limit. It is read with absolute
   * gets: position and limit are never moved, nor contents changed, by the reader.
   *
   * @return the payload, the same buffer on each call
   */
  ByteBuffer payload();

  /**
   * Returns the time the packet was captured, or as near to it as the source can tell.
   *
   * @return a reading of {@link TimeSource#nanoTime}
   */
  long captureNanos();

  /**
   * {@return a packet that stays valid beyond the handler's call, this packet if it is valid for
   * good, else a copy; the original is then not completed}
   */
  Packet retain();

  /**
   * Tells the source what became of the packet. Called exactly once for each delivered packet, on
   * it or on what {@link #retain} gave, on any thread, possibly long after delivery. It must not
   * block: the thread is an opener's, the writer's or that of a lookup's answer, where other
   * clients wait. One that takes longer than {@code watchdog.slow-call} is named in a warning.
   *
   * @param outcome what became of it
   * @throws IllegalStateException if the packet was completed already
   */
  void complete(PacketOutcome outcome);

  /**
   * Does what {@link #complete(PacketOutcome)} does, and says whose packet it was. Called instead
   * of it for a packet that is to reach the data plane: the outcome is {@link
   * PacketOutcome#INSTALLED}, and the store has installed the peer before, or {@link
   * PacketOutcome#ALREADY_RESIDENT}. A source that hands its packets to a data plane of its own
   * passes it on, which saves that one from opening them again; others leave it as it is.
   *
   * @param outcome what became of it
   * @param peer whose it is
   * @throws IllegalStateException if the packet was completed already
   */
  default void complete(PacketOutcome outcome, PacketPeer peer) {
    complete(outcome);
  }

  /**
   * Does what {@link #complete(PacketOutcome)} does, and says why. Called instead of it for a
   * packet that is not to reach the data plane, or that nobody examined. A source that was fed by
   * somebody passes the reason on; others ignore it, which is the default.
   *
   * @param outcome what became of it
   * @param reason why
   * @param detail a sentence that says why in this case; no secrets. The reason's own sentence if
   *     there is nothing more to say
   * @throws IllegalStateException if the packet was completed already
   */
  default void complete(PacketOutcome outcome, PacketReason reason, String detail) {
    complete(outcome);
  }
}
