package io.jitpeers.kerneltests.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.support.TestKeys;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.netlink.NetlinkPeerStore;
import io.jitpeers.wireguard.InitiationRefusal;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.ResponderKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The key that is read from the kernel opens the kernel's own initiations. */
class RealInitiationKernelIT {

  @Test
  void theKeyReadFromTheKernelOpensAnInitiationOfAKernelClient() throws Exception {
    try (TwoEnds ends = TwoEnds.create("sniff")) {
      // To free its port; the key stays.
      ends.gateway().wg().down();
      NetlinkPeerStore store = ends.gateway().openStore();
      ResponderKey key = store.device().responderKey();

      // The kernel whitens the nanoseconds, and rounds down.
      Instant begin = WallClock.now().truncatedTo(ChronoUnit.SECONDS);
      byte[] initiation = ends.gateway().namespace().call(() -> receiveFrom(ends));

      InitiationResult result = key.open(ByteBuffer.wrap(initiation));
      assertThat(result).isInstanceOf(Opened.class);
      Opened opened = (Opened) result;
      assertThat(opened.initiator()).isEqualTo(TwoEnds.CLIENT);
      assertThat(opened.timestamp()).isBetween(Tai64n.of(begin), Tai64n.of(WallClock.now()));

      ends.gateway().wg().configure(TestKeys.privateKey(9), Gateway.PORT);
      assertThat(store.device().responderKey().open(ByteBuffer.wrap(initiation)))
          .isEqualTo(new InitiationResult.Refused(InitiationRefusal.BAD_MAC1));
    }
  }

  private static byte[] receiveFrom(TwoEnds ends) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(Gateway.PORT)) {
      socket.setSoTimeout(120_000);
      ends.knock();
      DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
      socket.receive(packet);
      assertThat(packet.getSocketAddress()).isEqualTo(TwoEnds.CLIENT_AT);
      return Arrays.copyOf(packet.getData(), packet.getLength());
    }
  }
}
