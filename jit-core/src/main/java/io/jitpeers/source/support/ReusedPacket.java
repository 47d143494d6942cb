package io.jitpeers.source.support;

import io.jitpeers.spi.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A packet object whose payload is in a reading thread's receive buffer. The thread reuses the
 * object for all packets. Packets that the handler rejects are never copied. Only the reading
 * thread uses the object. The object is valid only during the handler's call; the copy that {@link
 * #retain} returns stays valid.
 */
public abstract class ReusedPacket extends CompletablePacket {
  private long captureNanos;
  private @Nullable OwnedPacket retained;

  /** Creates an object that represents no packet until {@link #open} is called. */
  protected ReusedPacket() {
    super(false);
  }

  /**
   * Reuses this object for the next packet. Before this call, the subclass must have set all of its
   * own state for that packet.
   *
   * @param nanos when the packet was captured, a reading of the monotonic clock
   */
  protected final void open(long nanos) {
    captureNanos = nanos;
    retained = null;
    reopen();
  }

  @Override
  public final long captureNanos() {
    return captureNanos;
  }

  /**
   * Returns a copy that stays valid. Repeated calls return the same copy.
   *
   * @throws IllegalStateException if the packet's outcome was already reported ({@link #complete}),
   *     or the handler has returned
   */
  @Override
  public final Packet retain() {
    if (retained == null) {
      if (!closeIfOpen()) {
        throw new IllegalStateException(
            "the packet from "
                + source()
                + " cannot be retained: it was completed, or its handler has returned");
      }
      retained = copyOrReopen();
    }
    return retained;
  }

  /**
   * Copies the packet, which {@link #retain} has already marked as completed. If the copying fails,
   * removes this mark, so that the packet's outcome can still be reported.
   */
  private OwnedPacket copyOrReopen() {
    try {
      return copy();
    } catch (RuntimeException | Error e) {
      reopen();
      throw e;
    }
  }

  /**
   * Copies the packet. After that, the packet's outcome is reported only to the copy ({@link
   * #complete}), not to this object. Called at most once for each packet, unless the copying fails.
   *
   * @return the copy
   */
  protected abstract OwnedPacket copy();
}
