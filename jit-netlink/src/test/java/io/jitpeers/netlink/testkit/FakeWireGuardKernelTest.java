package io.jitpeers.netlink.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.netlink.internal.wireguard.InterfaceRef;
import io.jitpeers.netlink.internal.wireguard.WireGuardClient;
import io.jitpeers.netlink.internal.wireguard.WireGuardDevice;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PeerStatus;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakeWireGuardKernelTest {
  private static final InterfaceRef WG0 = new InterfaceRef.ByName("wg0");

  private final ManualTime time = new ManualTime();
  private final FakeWireGuardKernel kernel = new FakeWireGuardKernel(time);
  private final PrivateKey key =
      PrivateKey.ofBytes(
          new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5,
            6, 7, 8
          });

  @Test
  void isListed() throws Exception {
    FakeDevice wg0 = kernel.addDevice("wg0", key, 51820);
    for (int i = 0; i < 300; i++) {
      wg0.addPeer(key(i));
    }
    try (WireGuardClient client = new WireGuardClient(kernel.sockets())) {
      WireGuardDevice device = client.device(WG0);
      assertThat(device).isEqualTo(new WireGuardDevice(2, "wg0", 51820, key.publicKey(), key));
      List<PeerStatus> seen = new ArrayList<>();
      assertThat(client.peers(WG0, d -> {}, seen::add)).isTrue();
      assertThat(seen).hasSize(300).isEqualTo(wg0.peers());
    }
    assertThat(kernel.openSockets()).isZero();
  }

  private static PublicKey key(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return PublicKey.ofBytes(bytes);
  }
}
