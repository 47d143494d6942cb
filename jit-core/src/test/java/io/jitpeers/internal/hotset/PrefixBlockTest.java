package io.jitpeers.internal.hotset;

import static io.jitpeers.internal.hotset.Peers.ip;
import static io.jitpeers.internal.hotset.Peers.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.HeapSize;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixBlockTest {
  private static final PublicKey HOLDER = key(1);

  /** The bytes of the block object, of the headers of its two arrays, and of their alignment. */
  private static final int OVERHEAD = 80;

  private static IpPrefix prefix(boolean ipv6, int number) {
    return ipv6 ? IpPrefix.ofBits(true, 0xFD00L << 48, number, 128) : ip(number);
  }

  private static void assertFewUnused(PrefixBlock block, boolean ipv6) {
    long holder = block.size() == 0 ? 0 : HeapSize.of(HOLDER);
    int entry = ipv6 ? 21 : 9;
    assertThat(HeapSize.of(block) - holder)
        .as("with %d entries", block.size())
        .isLessThanOrEqualTo((block.size() + 31L) * entry + OVERHEAD);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void hasFewUnusedEntriesAtAnySize(boolean ipv6) {
    PrefixBlock block = new PrefixBlock(ipv6);
    for (int i = 0; i < PrefixBlock.MOST; i++) {
      assertFewUnused(block, ipv6);
      block.insert(i, prefix(ipv6, i), HOLDER);
    }
    PrefixBlock upper = block.split();
    assertThat(block.size() + upper.size()).isEqualTo(PrefixBlock.MOST);
    assertFewUnused(block, ipv6);
    assertFewUnused(upper, ipv6);
    block.append(upper);
    assertThat(block.size()).isEqualTo(PrefixBlock.MOST);
    while (block.size() > 0) {
      assertFewUnused(block, ipv6);
      block.remove(block.size() / 2);
    }
    assertFewUnused(block, ipv6);
  }
}
