package io.jitpeers.internal.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.testing.UsedHeap;
import io.jitpeers.testkit.ManualTime;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** The memory use that docs/outbound.md states. */
class RememberedPeersScaleTest {
  private static final int PEERS = 100_000;
  private static final InetSocketAddress FROM = new InetSocketAddress("198.51.100.7", 40_000);

  /**
   * With one allowed IP per peer. The key and the prefix are counted, although the hot set may
   * share them.
   */
  @Test
  void aRememberedPeerTakesAtMost300BytesOfHeap() {
    long perPeer = 0;
    for (int attempt = 0; attempt < 5 && !isPlausible(perPeer); attempt++) {
      RememberedPeers peers =
          new RememberedPeers(WakeUpOptions.builder().indexSize(PEERS).build(), new ManualTime());
      long before = UsedHeap.bytes();
      fill(peers, 2 * PEERS);
      perPeer = (UsedHeap.bytes() - before) / PEERS;
      assertThat(peers.size()).isEqualTo(PEERS);
    }
    assertThat(perPeer).matches(RememberedPeersScaleTest::isPlausible, "100 to 300");
  }

  /** A key and a map entry alone are more than 80 bytes. */
  private static boolean isPlausible(long bytes) {
    return bytes >= 100 && bytes <= 300;
  }

  private static void fill(RememberedPeers peers, int count) {
    for (int i = 0; i < count; i++) {
      peers.provisioned(Peers.config(i), FROM, null);
    }
  }
}
