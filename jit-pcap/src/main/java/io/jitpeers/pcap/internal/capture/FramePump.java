package io.jitpeers.pcap.internal.capture;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.frame.LinkType;
import io.jitpeers.pcap.internal.libpcap.FrameBatch;
import io.jitpeers.source.support.PacketDelivery;
import io.jitpeers.wireguard.ResponderKey;
import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of one capture, batch by batch, and delivers packets to the source's packet
 * handler. A frame is delivered if it contains an initiation, its destination is one of the watched
 * ports, and it was not reinjected by this source. The pump refuses all other frames. Nothing is
 * allocated for a refused frame, or for a packet that the packet handler rejects without reading
 * the packet's addresses. Used by the reading thread.
 */
public final class FramePump implements FrameConsumer {
  private final FrameBatch batch;
  private final int fractionNanos;
  private final WatchedPorts ports;
  private final CaptureClock clock;
  private final ReinjectionCheck reinjected;
  private final CaptureCounters counters;
  private final PacketDelivery delivery;
  private final Packets packets;
  private long frameNumber;

  /** Recognizes payloads that this source has reinjected itself. */
  @FunctionalInterface
  public interface ReinjectionCheck {
    /**
     * Returns whether this source reinjected an initiation shortly before {@code now}, a reading of
     * the monotonic clock.
     */
    boolean isOurs(ByteBuffer initiation, long now);
  }

  /** The objects that all pumps of a source share. Each capture of the source has its own pump. */
  public record Dependencies(
      WatchedPorts ports,
      CaptureClock clock,
      ReinjectionCheck reinjected,
      PacketCompletion completion,
      CaptureCounters counters,
      PacketDelivery delivery) {}

  /**
   * Creates a pump.
   *
   * @param session an open capture, which the caller reads and closes
   * @param linkType the link type of the capture's frames
   * @param framesBefore the number of the previous capture's last frame, or 0 for the first
   *     capture; the numbering of frames continues when a failed capture is reopened
   */
  FramePump(CaptureSession session, LinkType linkType, long framesBefore, Dependencies work) {
    batch = session.batch();
    fractionNanos = session.fractionNanos();
    ports = work.ports();
    clock = work.clock();
    reinjected = work.reinjected();
    counters = work.counters();
    delivery = work.delivery();
    frameNumber = framesBefore;
    packets = new Packets(batch, linkType, work.completion());
  }

  @Override
  public long frameNumber() {
    return frameNumber;
  }

  @Override
  public void pump() {
    long before = frameNumber;
    long now = clock.look();
    packets.count = 0;
    while (batch.next()) {
      frameNumber++;
      CapturedFrame frame = packets.free();
      FrameRefusal refusal = refusalOf(frame, now);
      if (refusal == null) {
        long nanos = (long) batch.fraction() * fractionNanos;
        long seconds = batch.seconds();
        frame.open(frameNumber, seconds, nanos, clock.captureNanos(seconds, nanos));
        packets.count++;
      } else {
        counters.refused(refusal);
      }
    }
    counters.took(frameNumber - before, packets.count);
    if (packets.count > 0) {
      delivery.deliver(packets);
    }
  }

  private @Nullable FrameRefusal refusalOf(CapturedFrame frame, long now) {
    FrameRefusal refusal = frame.decode(batch.start(), batch.captured());
    if (refusal != null) {
      return refusal;
    }
    if (!ports.all().contains(frame.destinationPort())) {
      return FrameRefusal.OTHER_PORT;
    }
    if (!ResponderKey.looksLikeInitiation(frame.payload())) {
      return FrameRefusal.NOT_AN_INITIATION;
    }
    return reinjected.isOurs(frame.payload(), now) ? FrameRefusal.REINJECTED : null;
  }

  /** The reused packet objects of a batch. Only the first {@code count} objects are in use. */
  private static final class Packets extends AbstractList<CapturedFrame> implements RandomAccess {
    private final CapturedFrame[] frames;
    private int count;

    Packets(FrameBatch batch, LinkType linkType, PacketCompletion completion) {
      frames = new CapturedFrame[batch.maxFrames()];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = new CapturedFrame(batch.buffer(), linkType, completion);
      }
    }

    CapturedFrame free() {
      return frames[count];
    }

    @Override
    public CapturedFrame get(int index) {
      if (index >= count) {
        throw new IndexOutOfBoundsException("packet " + index + " of " + count);
      }
      return frames[index];
    }

    @Override
    public int size() {
      return count;
    }
  }
}
