package io.jitpeers.source.support;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketPeer;
import io.jitpeers.spi.PacketReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A packet that can be completed only once. Completing is thread-safe. Whether the other methods
 * are thread-safe depends on the subclass.
 */
public abstract class CompletablePacket implements Packet {
  // Compared with an AtomicBoolean, a VarHandle saves one object per packet, which matters in a
  // flood.
  private static final VarHandle COMPLETED;

  static {
    try {
      COMPLETED =
          MethodHandles.lookup().findVarHandle(CompletablePacket.class, "completed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // Read and written through COMPLETED.
  private volatile boolean completed;

  /** Creates a packet that can be completed. */
  protected CompletablePacket() {
    this(true);
  }

  /**
   * Creates a packet. If {@code open} is false, the packet can be completed only after it was
   * reopened.
   */
  CompletablePacket(boolean open) {
    completed = !open;
  }

  @Override
  public final void complete(PacketOutcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    if (!completeIfOpen(outcome)) {
      throw completedBefore();
    }
  }

  @Override
  public final void complete(PacketOutcome outcome, PacketPeer peer) {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(peer, "peer");
    if (!closeIfOpen()) {
      throw completedBefore();
    }
    onCompleted(outcome, peer);
  }

  @Override
  public final void complete(PacketOutcome outcome, PacketReason reason, String detail) {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
    if (!closeIfOpen()) {
      throw completedBefore();
    }
    onCompleted(outcome, reason, detail);
  }

  private IllegalStateException completedBefore() {
    return new IllegalStateException(
        "the packet from " + source() + " was completed or retained already");
  }

  /**
   * Completes the packet. Does nothing if the packet was already completed, or if {@link #retain}
   * returned a copy. The copy is then completed instead of this packet.
   *
   * @param outcome the packet's outcome
   * @return true if this call completed the packet
   */
  public final boolean completeIfOpen(PacketOutcome outcome) {
    boolean first = closeIfOpen();
    if (first) {
      onCompleted(outcome);
    }
    return first;
  }

  /**
   * Marks the packet as completed. Returns false if the packet already had this mark. The mark is
   * set when the packet is completed, and also when {@link #retain} copies it, because the copy is
   * then completed instead.
   */
  final boolean closeIfOpen() {
    return COMPLETED.compareAndSet(this, false, true);
  }

  /**
   * Resets the packet, so that it can be completed again. Used when a thread reuses the object for
   * its next packet.
   */
  final void reopen() {
    COMPLETED.setRelease(this, false);
  }

  /**
   * Called once, when the packet is completed, by the thread that completes it. Must not block for
   * long.
   *
   * @param outcome the packet's outcome
   */
  protected abstract void onCompleted(PacketOutcome outcome);

  /**
   * Called instead of {@link #onCompleted(PacketOutcome)} if the packet is completed with its peer.
   * The default calls {@link #onCompleted(PacketOutcome)}.
   *
   * @param outcome the packet's outcome
   * @param peer the peer that sent the packet
   */
  protected void onCompleted(PacketOutcome outcome, PacketPeer peer) {
    onCompleted(outcome);
  }

  /**
   * Called instead of {@link #onCompleted(PacketOutcome)} if the packet is completed with a reason.
   * The default calls {@link #onCompleted(PacketOutcome)}.
   *
   * @param outcome the packet's outcome
   * @param reason the reason
   * @param detail a sentence that explains this case
   */
  protected void onCompleted(PacketOutcome outcome, PacketReason reason, String detail) {
    onCompleted(outcome);
  }
}
