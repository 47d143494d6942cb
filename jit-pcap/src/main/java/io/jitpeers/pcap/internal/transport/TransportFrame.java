package io.jitpeers.pcap.internal.transport;

import io.jitpeers.pcap.FrameRefusal;
import io.jitpeers.pcap.internal.capture.Ports;
import io.jitpeers.pcap.internal.frame.PacketFinder;
import io.jitpeers.pcap.internal.frame.TransportDecoder;
import io.jitpeers.recovery.TransportPacket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A transport data message whose bytes are in the memory of a batch of frames. The object is reused
 * for the next message; nothing is copied. Used only by the thread that reads the capture.
 */
final class TransportFrame implements TransportPacket {
  private final TransportDecoder decoder;
  private final ByteBuffer source;

  TransportFrame(ByteBuffer memory, PacketFinder finder) {
    decoder = new TransportDecoder(memory, finder);
    source = memory.duplicate().order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * Decodes a frame. Returns null if the frame contains a transport data message to one of the
   * ports, and otherwise the reason for the refusal.
   */
  @Nullable FrameRefusal lay(int start, int captured, Ports ports) {
    FrameRefusal refusal = decoder.decode(start, captured);
    if (refusal != null) {
      return refusal;
    }
    if (!ports.contains(decoder.destinationPort())) {
      return FrameRefusal.OTHER_PORT;
    }
    int at = decoder.source();
    source.limit(at + decoder.sourceLength()).position(at);
    return null;
  }

  @Override
  public ByteBuffer source() {
    return source;
  }

  @Override
  public int sourcePort() {
    return decoder.sourcePort();
  }
}
