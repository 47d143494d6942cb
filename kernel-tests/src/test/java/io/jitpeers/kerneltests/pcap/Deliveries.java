package io.jitpeers.kerneltests.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.Packet;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketOutcome;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the packets that a source delivers, in order. */
final class Deliveries implements PacketHandler {
  private static final long PATIENCE_SECONDS = 120;

  private final BlockingQueue<Packet> packets = new LinkedBlockingQueue<>();

  @Override
  public void onPacket(Packet packet) {
    packets.add(packet.retain());
  }

  /** Returns the next packet after completing it as rejected, so that it is not reinjected. */
  Packet next() throws InterruptedException {
    Packet packet = packets.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(packet).as("a packet within %s s", PATIENCE_SECONDS).isNotNull();
    packet.complete(PacketOutcome.REJECTED);
    return packet;
  }

  /** Returns the last packet so far, and removes it and all earlier ones. */
  Optional<Packet> newest() {
    Packet newest = null;
    for (Packet packet = packets.poll(); packet != null; packet = packets.poll()) {
      packet.complete(PacketOutcome.REJECTED);
      newest = packet;
    }
    return Optional.ofNullable(newest);
  }

  /** Returns a packet's payload. */
  static byte[] payload(Packet packet) {
    byte[] bytes = new byte[packet.payload().remaining()];
    packet.payload().duplicate().get(bytes);
    return bytes;
  }
}
