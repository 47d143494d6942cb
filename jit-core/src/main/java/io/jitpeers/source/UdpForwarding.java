package io.jitpeers.source;

import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Hands to the data plane what it should get, and counts it. Thread-safe. */
final class UdpForwarding {
  private final String source;
  private final UdpPacketSource.@Nullable Forwarder forwarder;
  private final boolean forwardsUnexamined;
  private final FailureLog failures;
  private final LongAdder dropped = new LongAdder();
  private final LongAdder forwarded = new LongAdder();

  /**
   * Creates one.
   *
   * @param source the source's name, for messages
   * @param forwarder the way to the data plane; null if there is none
   * @param forwardsUnexamined whether it gets what came over a limit
   * @param failures where failures of the forwarder go
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

  /** Whether there is a way to the data plane. */
  boolean isPossible() {
    return forwarder != null;
  }

  /**
   * Forwards a completed initiation unless it was rejected, as a source does that holds packets
   * until they are completed: after a failure the data plane ignores it, and the client retries.
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

  /** Forwards a datagram; counts it as dropped if there is no way. */
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

  /** Datagrams that went to the forwarder. */
  long forwarded() {
    return forwarded.sum();
  }

  /** Datagrams that should have, without one. */
  long dropped() {
    return dropped.sum();
  }
}
