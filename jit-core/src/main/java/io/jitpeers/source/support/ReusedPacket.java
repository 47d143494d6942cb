package io.jitpeers.source.support;

import io.jitpeers.spi.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A packet object that a reading thread reuses for all packets, over its receive buffer. Packets
 * that the handler rejects are never copied. Only that thread uses the object, and it is valid only
 * during the handler's call; the copy that {@link #retain} returns stays valid.
 */
public abstract class ReusedPacket extends CompletablePacket {
  private long captureNanos;
  private @Nullable OwnedPacket retained;

  /** Creates an object that is no packet until it is opened. */
  protected ReusedPacket() {
    super(false);
  }

  /**
   * Opens this object for the next packet. The subclass has set everything else before.
   *
   * @param nanos when it was captured, a reading of the monotonic clock
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
   * Returns a copy that stays valid; the same copy when called again.
   *
   * @throws IllegalStateException if the packet was completed, or the handler has returned
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

  /** Copies the packet. If that fails, reopens it, so that it can still be completed. */
  private OwnedPacket copyOrReopen() {
    try {
      return copy();
    } catch (RuntimeException | Error e) {
      reopen();
      throw e;
    }
  }

  /**
   * Copies the packet. From then on, only the copy is completed. Called at most once for each
   * packet.
   *
   * @return the copy
   */
  protected abstract OwnedPacket copy();
}
