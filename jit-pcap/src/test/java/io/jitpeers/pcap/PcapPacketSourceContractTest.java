package io.jitpeers.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.pcap.internal.libpcap.FakeCaptures;
import io.jitpeers.pcap.testkit.FakeReinjector;
import io.jitpeers.pcap.testkit.Frames;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class PcapPacketSourceContractTest {

  abstract static class Contract extends PacketSourceContract {
    private final FakeCaptures captures = new FakeCaptures();
    private final FakeReinjector reinjector = new FakeReinjector();
    private final Addresses addresses;

    Contract(InetSocketAddress client, InetSocketAddress gateway) {
      addresses = new Addresses(client, gateway);
    }

    @Override
    protected PacketSource createSource() {
      return PcapPacketSource.builder()
          .interfaceName("eth0")
          .ports(addresses.destination().getPort())
          .kernel(captures, () -> reinjector)
          .build();
    }

    @Override
    protected Addresses send(byte[] payload) {
      captures.send(IpPackets.udp(addresses.source(), addresses.destination(), payload));
      return addresses;
    }

    @AfterEach
    void nothingIsLeftOpen() {
      source().close();
      assertThat(captures.openSessions()).isZero();
    }
  }

  @Nested
  class OnIpv4 extends Contract {
    OnIpv4() {
      super(Frames.CLIENT4, Frames.GATEWAY4);
    }
  }

  @Nested
  class OnIpv6 extends Contract {
    OnIpv6() {
      super(Frames.CLIENT6, Frames.GATEWAY6);
    }
  }
}
