package io.jitpeers.source;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Passes datagrams to the data plane and counts them. Thread-safe. */
final class UdpForwarding {
  private final String source;
  private final UdpPacketSource.@Nullable Forwarder forwarder;
  private final boolean forwardsUnexamined;
  private final FailureLog failures;
  private final LongAdder dropped = new LongAdder();
  private final LongAdder forwarded = new LongAdder();

  /**
   * Creates an instance whose counters are 0.
   *
   * @param source the source's name, for messages
   * @param forwarder passes datagrams to the data plane; null if there is none
   * @param forwardsUnexamined whether {@link PacketOutcome#NOT_EXAMINED} initiations are forwarded
   * @param failures records the forwarder's failures
   */
  UdpForwarding(
      String source,
      UdpPacketSource.@Nullable Forwarder forwarder,
      boolean forwardsUnexamined,
      FailureLog failures) {
    this.source = source;
    this.forwarder = forwarder;
    this.forwardsUnexamined = forwardsUnexamined;
    this.failures = failures;
  }

  /** Returns whether there is a forwarder. */
  boolean isPossible() {
    return forwarder != null;
  }

  /**
   * Forwards a completed initiation if there is a forwarder. A REJECTED initiation is not
   * forwarded. A NOT_EXAMINED initiation is forwarded only if this instance was created with {@code
   * forwardsUnexamined}. Forwarding a FAILED initiation does no harm: if the peer is not installed,
   * the data plane ignores the initiation, and the client retries.
   */
  void settle(
      PacketOutcome outcome,
      ByteBuffer payload,
      InetSocketAddress from,
      @Nullable PacketPeer peer) {
    boolean passes =
        switch (outcome) {
          case INSTALLED, ALREADY_RESIDENT, FAILED -> true;
          case NOT_EXAMINED -> forwardsUnexamined;
          case REJECTED -> false;
        };
    if (passes && forwarder != null) {
      forward(payload, from, peer);
    }
  }

  /** Forwards a datagram. If there is no forwarder, the datagram is counted as dropped. */
  void forward(ByteBuffer payload, InetSocketAddress from, @Nullable PacketPeer peer) {
    if (forwarder == null) {
      dropped.increment();
      return;
    }
    forwarded.increment();
    try {
      if (peer == null) {
        forwarder.forward(payload, from);
      } else {
        forwarder.forward(payload, from, peer);
      }
    } catch (RuntimeException | Error e) {
      failures.record("the forwarder of " + source + " threw", e);
    }
  }

  /** Returns the number of datagrams that were passed to the forwarder. */
  long forwarded() {
    return forwarded.sum();
  }

  /** Returns the number of datagrams that were dropped because there is no forwarder. */
  long dropped() {
    return dropped.sum();
  }
}
