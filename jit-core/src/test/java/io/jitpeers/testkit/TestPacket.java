package io.jitpeers.testkit;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;

/** A packet that remembers what became of it, and refuses to be completed twice. */
public final class TestPacket implements Packet {
  private final byte[] payload;
  private final InetSocketAddress source;
  private final InetSocketAddress destination;
  private final long captureNanos;
  private volatile Runnable afterwards = () -> {};
  private final AtomicReference<PacketOutcome> outcome = new AtomicReference<>();

  public TestPacket(byte[] payload, InetSocketAddress source, long captureNanos) {
    this.payload = payload.clone();
    this.source = source;
    this.destination = new InetSocketAddress("192.0.2.1", 51820);
    this.captureNanos = captureNanos;
  }

  public TestPacket(byte[] payload, long captureNanos) {
    this(payload, new InetSocketAddress("198.51.100.7", 40000), captureNanos);
  }

  /** Runs something when it is completed. */
  public TestPacket whenCompleted(Runnable action) {
    afterwards = action;
    return this;
  }

  /** What became of it; null while nothing has. */
  public PacketOutcome outcome() {
    return outcome.get();
  }

  @Override
  public InetSocketAddress source() {
    return source;
  }

  @Override
  public InetSocketAddress destination() {
    return destination;
  }

  @Override
  public ByteBuffer payload() {
    return ByteBuffer.wrap(payload).asReadOnlyBuffer();
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
