package io.jitpeers.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.testkit.FakeNfqueueKernel;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

class NfqueuePacketSourceContractTest {

  abstract static class Contract extends PacketSourceContract {
    private final FakeNfqueueKernel kernel = new FakeNfqueueKernel(7);
    private final Addresses addresses;

    Contract(InetSocketAddress client, InetSocketAddress gateway) {
      addresses = new Addresses(client, gateway);
    }

    @Override
    protected PacketSource createSource() {
      return NfqueuePacketSource.builder().queue(7).kernel(kernel.sockets(), kernel.file()).build();
    }

    @Override
    protected Addresses send(byte[] payload) {
      kernel.send(IpPackets.udp(addresses.source(), addresses.destination(), payload));
      return addresses;
    }

    @AfterEach
    void everySocketIsClosed() {
      source().close();
      assertThat(kernel.openSockets()).isEmpty();
    }
  }

  @Nested
  class OnIpv4 extends Contract {
    OnIpv4() {
      super(IpPackets.at("192.0.2.1", 40_000), IpPackets.at("192.0.2.2", 51_820));
    }
  }

  @Nested
  class OnIpv6 extends Contract {
    OnIpv6() {
      super(IpPackets.at("2001:db8::1", 40_000), IpPackets.at("2001:db8::2", 51_820));
    }
  }
}
