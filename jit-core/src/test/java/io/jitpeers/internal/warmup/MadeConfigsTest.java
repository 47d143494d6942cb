package io.jitpeers.internal.warmup;

import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.PeerConfig;
import org.junit.jupiter.api.Test;

class MadeConfigsTest {
  private final MadeConfigs configs = new MadeConfigs();

  private PeerConfig config(int number) {
    PeerLookup answer =
        configs.lookup(PeerQuery.builder(key(number)).build()).toCompletableFuture().join();
    return ((PeerLookup.Found) answer).config();
  }

  /** A rehearsal of more than a minute revalidates its first clients. */
  @Test
  void aClientKeepsTheAddressThatNoOtherOneHas() {
    PeerConfig first = config(1);
    PeerConfig second = config(2);

    assertThat(second.allowedIps()).isNotEqualTo(first.allowedIps());
    assertThat(config(1)).isEqualTo(first);
    assertThat(config(2)).isEqualTo(second);
  }
}
