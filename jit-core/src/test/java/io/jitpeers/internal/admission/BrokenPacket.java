package io.jitpeers.internal.admission;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A packet of a source that throws in one of its methods. */
final class BrokenPacket implements Packet {
  private final Packet good;
  private final In in;
  private final List<PacketOutcome> completions = new ArrayList<>();

  BrokenPacket(Packet good, In in) {
    this.good = good;
    this.in = in;
  }

  /** The method that throws, and the outcome that the packet must still receive. */
  enum In {
    PAYLOAD(PacketOutcome.FAILED),
    SOURCE(PacketOutcome.FAILED),
    RETAIN(PacketOutcome.FAILED),
    COMPLETE(PacketOutcome.INSTALLED);

    private final PacketOutcome outcome;

    In(PacketOutcome outcome) {
      this.outcome = outcome;
    }

    PacketOutcome outcome() {
      return outcome;
    }
  }

  /** Returns the outcomes that the packet received. */
  List<PacketOutcome> completions() {
    return completions;
  }

  private void breakIf(In now) {
    if (in == now) {
      throw new AssertionError("on purpose, in " + now);
    }
  }

  @Override
  public InetSocketAddress source() {
    breakIf(In.SOURCE);
    return good.source();
  }

  @Override
  public InetSocketAddress destination() {
    return good.destination();
  }

  @Override
  public ByteBuffer payload() {
    breakIf(In.PAYLOAD);
    return good.payload();
  }

  @Override
  public long captureNanos() {
    return good.captureNanos();
  }

  @Override
  public Packet retain() {
    breakIf(In.RETAIN);
    return this;
  }

  @Override
  public void complete(PacketOutcome outcome) {
    completions.add(outcome);
    breakIf(In.COMPLETE);
  }
}
