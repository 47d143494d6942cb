package io.jitpeers.pcap.internal.outbound;

import io.jitpeers.wakeup.OutboundOutcome;
import io.jitpeers.wakeup.RetainedOutboundPacket;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A retained packet. It holds a copy of the packet only if the packet was captured whole.
 * Thread-safe.
 */
final class RetainedFrame implements RetainedOutboundPacket {
  private final byte @Nullable [] packet;
  private final Retransmitter sendAgain;
  private final AtomicBoolean completed = new AtomicBoolean();

  RetainedFrame(byte @Nullable [] packet, Retransmitter sendAgain) {
    this.packet = packet;
    this.sendAgain = sendAgain;
  }

  @Override
  public boolean canBeSentAgain() {
    return packet != null && sendAgain.isPossible();
  }

  @Override
  public void complete(OutboundOutcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    if (!completed.compareAndSet(false, true)) {
      throw new IllegalStateException("the outbound packet was completed already");
    }
    if (outcome == OutboundOutcome.WOKEN && packet != null) {
      sendAgain.send(packet);
    }
  }
}
