package io.jitpeers.testkit;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A packet that records its outcome. A second call of {@code complete} throws. Thread-safe. */
public final class TestPacket implements Packet {
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.1", 51820);
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 40000);

  private final ByteBuffer payload;
  private final InetSocketAddress source;
  private final long captureNanos;
  private final AtomicReference<PacketOutcome> outcome = new AtomicReference<>();
  private volatile Runnable afterwards = () -> {};

  /**
   * Creates a packet to port 51820 of 192.0.2.1.
   *
   * @param payload the UDP payload; copied
   * @param source the sender's address and port
   * @param captureNanos the monotonic time of the capture
   */
  public TestPacket(byte[] payload, InetSocketAddress source, long captureNanos) {
    this.payload = ByteBuffer.wrap(payload.clone()).asReadOnlyBuffer();
    this.source = source;
    this.captureNanos = captureNanos;
  }

  /**
   * Creates a packet from port 40000 of 198.51.100.7 to port 51820 of 192.0.2.1.
   *
   * @param payload the UDP payload; copied
   * @param captureNanos the monotonic time of the capture
   */
  public TestPacket(byte[] payload, long captureNanos) {
    this(payload, CLIENT, captureNanos);
  }

  /**
   * Sets an action that runs when the packet is completed.
   *
   * @param action the action; it runs on the thread that completes the packet
   * @return this
   */
  public TestPacket whenCompleted(Runnable action) {
    afterwards = action;
    return this;
  }

  /** {@return the packet's outcome; null if the packet is not completed} */
  public @Nullable PacketOutcome outcome() {
    return outcome.get();
  }

  @Override
  public InetSocketAddress source() {
    return source;
  }

  @Override
  public InetSocketAddress destination() {
    return GATEWAY;
  }

  @Override
  public ByteBuffer payload() {
    return payload;
  }

  @Override
  public long captureNanos() {
    return captureNanos;
  }

  @Override
  public Packet retain() {
    return this;
  }

  @Override
  public void complete(PacketOutcome completed) {
    if (!outcome.compareAndSet(null, completed)) {
      throw new IllegalStateException(
          "completed as " + outcome.get() + " before, and now as " + completed);
    }
    afterwards.run();
  }
}
