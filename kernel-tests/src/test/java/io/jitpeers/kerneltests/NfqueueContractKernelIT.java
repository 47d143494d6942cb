package io.jitpeers.kerneltests;

import io.jitpeers.spi.PacketSource;
import io.jitpeers.testkit.contract.PacketSourceContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The contract of packet sources, for the real kernel's NFQUEUE. */
class NfqueueContractKernelIT {
  private static NfqueueGateway setup;

  @BeforeAll
  static void setUp() {
    setup = NfqueueGateway.queueing(NfqueueGateway.EVERYTHING);
  }

  @AfterAll
  static void tearDown() {
    setup.close();
  }

  abstract static class Contract extends PacketSourceContract {
    private final String address;

    Contract(String address) {
      this.address = address;
    }

    @Override
    protected PacketSource createSource() {
      return setup.source().build();
    }

    @Override
    protected Addresses send(byte[] payload) throws Exception {
      return new Addresses(
          setup.send(address, payload, 1), new InetSocketAddress(address, NfqueueGateway.PORT));
    }
  }

  @Nested
  class OnIpv4 extends Contract {
    OnIpv4() {
      super(NfqueueGateway.IPV4);
    }
  }

  @Nested
  class OnIpv6 extends Contract {
    OnIpv6() {
      super(NfqueueGateway.IPV6);
    }
  }
}
