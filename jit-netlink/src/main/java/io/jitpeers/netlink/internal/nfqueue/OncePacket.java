package io.jitpeers.netlink.internal.nfqueue;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/** A packet that sees to it that it is completed once. */
abstract class OncePacket implements Packet {
  // A VarHandle instead of an AtomicBoolean: one object fewer per packet in a flood.
  private static final VarHandle COMPLETED;

  static {
    try {
      COMPLETED =
          MethodHandles.lookup().findVarHandle(OncePacket.class, "completed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // Read and written through COMPLETED.
  private volatile boolean completed;

  @Override
  public final void complete(PacketOutcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    if (!completeIfOpen(outcome)) {
      throw new IllegalStateException(
          "the packet from " + source() + " was completed or retained already");
    }
  }

  /** Completes the packet unless it was; tells whether it did. */
  final boolean completeIfOpen(PacketOutcome outcome) {
    boolean first = closeIfOpen();
    if (first) {
      decide(passes(outcome));
    }
    return first;
  }

  /** After a failure the kernel ignores the initiation, and the client retries. */
  private static boolean passes(PacketOutcome outcome) {
    return switch (outcome) {
      case INSTALLED, ALREADY_RESIDENT, FAILED -> true;
      case REJECTED -> false;
    };
  }

  /** Makes the packet refuse to be completed; tells whether it was open. */
  final boolean closeIfOpen() {
    return COMPLETED.compareAndSet(this, false, true);
  }

  /** Makes the packet completable again, for an object that is reused. */
  final void reopen() {
    completed = false;
  }

  /** Called once, when the packet is completed. */
  abstract void decide(boolean accept);
}
