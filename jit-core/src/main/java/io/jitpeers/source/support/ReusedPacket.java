package io.jitpeers.source.support;

import io.jitpeers.spi.Packet;
import org.jspecify.annotations.Nullable;

/**
 * A packet object that a reading thread uses again and again, laid over its buffer: what the
 * handler rejects is never copied. Used by that thread alone, and valid only during the handler's
 * call; what {@link #retain} gives is valid for good.
 */
public abstract class ReusedPacket extends CompletablePacket {
  private long captureNanos;
  private @Nullable OwnedPacket retained;

  /** Creates an object that is no packet until it is opened. */
  protected ReusedPacket() {
    super(false);
  }

  /**
   * Begins the life of the next packet. A subclass has set everything else about it.
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
   * Returns a copy that is valid for good; the same one when it is called again.
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

  /** A packet that could not be copied can still be completed, and is. */
  private OwnedPacket copyOrReopen() {
    try {
      return copy();
    } catch (RuntimeException | Error e) {
      reopen();
      throw e;
    }
  }

  /**
   * Copies the packet, which is going to be completed by its copy. Called once in a packet's life.
   *
   * @return the copy
   */
  protected abstract OwnedPacket copy();
}
