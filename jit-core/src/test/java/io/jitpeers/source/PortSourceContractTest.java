package io.jitpeers.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A shared source looks to an orchestrator like any other source. */
class PortSourceContractTest extends PacketSourceContract {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.2", 40_000);
  private static final InetSocketAddress GATEWAY = new InetSocketAddress("2001:db8::1", 51_820);
  private static final DirectPacketSource.Delivery IGNORED = datagram -> {};

  private DirectPacketSource direct;
  private PacketDispatcher dispatcher;

  @Override
  protected PacketSource createSource() {
    direct = new DirectPacketSource("direct-test", new ManualTime());
    dispatcher = PacketDispatcher.of(direct);
    // A second orchestrator, whose presence must make no difference.
    dispatcher
        .forPort(GATEWAY.getPort() + 1)
        .start(packet -> packet.complete(PacketOutcome.FAILED));
    return dispatcher.forPort(GATEWAY.getPort());
  }

  @Override
  protected Addresses send(byte[] payload) {
    direct.offer(payload, CLIENT, GATEWAY, IGNORED);
    return new Addresses(CLIENT, GATEWAY);
  }

  @Test
  void aSourceThatHoldsPacketsGetsThoseBackThatAreNobodys() {
    start();
    List<PacketOutcome> drops = new ArrayList<>();
    InetSocketAddress elsewhere = new InetSocketAddress("2001:db8::1", 1);
    direct.offer(
        initiation(1),
        CLIENT,
        elsewhere,
        new DirectPacketSource.Delivery() {
          @Override
          public void pass(ByteBuffer datagram) {
            throw new AssertionError("nobody has installed its peer");
          }

          @Override
          public void drop(PacketOutcome outcome) {
            drops.add(outcome);
          }
        });
    assertThat(drops).containsExactly(PacketOutcome.FAILED);
    assertThat(dispatcher.undelivered()).isEqualTo(1);
    assertThat(direct.failures()).isZero();
  }
}
