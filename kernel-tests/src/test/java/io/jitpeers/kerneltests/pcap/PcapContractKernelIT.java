package io.jitpeers.kerneltests.pcap;

import io.jitpeers.spi.PacketSource;
import io.jitpeers.testkit.IpPackets;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract of packet sources, for a live capture. */
class PcapContractKernelIT {
  private static Wire wire;

  @BeforeAll
  static void connect() {
    wire = Wire.create();
  }

  @AfterAll
  static void disconnect() {
    wire.close();
  }

  abstract static class Contract extends PacketSourceContract {
    private final String address;

    Contract(String address) {
      this.address = address;
    }

    @Override
    protected PacketSource createSource() {
      return wire.source(Wire.DEVICE).bufferBytes(1 << 18).build();
    }

    @Override
    protected Addresses send(byte[] payload) throws Exception {
      InetSocketAddress to = IpPackets.at(address, Wire.PORT);
      InetSocketAddress anyPort = IpPackets.at(Wire.clientOf(address), 0);
      return wire.client.call(
          () -> {
            try (DatagramSocket socket = new DatagramSocket(anyPort)) {
              socket.send(new DatagramPacket(payload, payload.length, to));
              return new Addresses((InetSocketAddress) socket.getLocalSocketAddress(), to);
            }
          });
    }
  }

  @Nested
  class OnIpv4 extends Contract {
    OnIpv4() {
      super(Wire.IPV4);
    }
  }

  @Nested
  class OnIpv6 extends Contract {
    OnIpv6() {
      super(Wire.IPV6);
    }
  }
}
