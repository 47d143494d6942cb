package io.jitpeers.internal.warmup;

import io.jitpeers.source.DirectPacketSource;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.time.TimeSource;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Passes initiations to the pipeline directly, without a network. */
final class DirectWire implements Rehearsal.Wire {
  private static final int PORT = 51_820;

  private final DirectPacketSource source = new DirectPacketSource("warm-up", TimeSource.system());

  @Override
  public PacketSource source() {
    return source;
  }

  @Override
  public void send(byte[] initiation, int client, CompletableFuture<Boolean> passed) {
    source.offer(
        initiation,
        new InetSocketAddress(Rehearsal.address(198, client), PORT),
        new InetSocketAddress(Rehearsal.address(192, 1), PORT),
        new Told(passed));
  }

  private record Told(CompletableFuture<Boolean> passed) implements DirectPacketSource.Delivery {
    @Override
    public void pass(ByteBuffer datagram) {
      passed.complete(true);
    }

    @Override
    public void drop(PacketOutcome outcome) {
      passed.complete(false);
    }
  }
}
