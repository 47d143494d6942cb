package io.jitpeers.internal.revalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.internal.hotset.Peers;
import org.junit.jupiter.api.Test;

class OverduePeersTest {
  private final OverduePeers overdue = new OverduePeers();

  @Test
  void keepsTheFirstTimeAndTheLongestComesFirst() {
    long base = Long.MAX_VALUE - 10;
    overdue.add(Peers.key(1), base + 20);
    overdue.add(Peers.key(2), base);
    overdue.add(Peers.key(3), base + 20);
    assertThat(overdue.add(Peers.key(2), base + 30)).isEqualTo(base);
    assertThat(overdue.longest()).hasValue(base);
    assertThat(overdue.size()).isEqualTo(3);
    assertThat(overdue.overdueFor(20, base + 39, 9)).containsExactly(Peers.key(2));
    assertThat(overdue.overdueFor(20, base + 40, 9))
        .containsExactlyInAnyOrder(Peers.key(2), Peers.key(1), Peers.key(3))
        .startsWith(Peers.key(2));
    assertThat(overdue.overdueFor(20, base + 40, 1)).containsExactly(Peers.key(2));
  }

  @Test
  void forgets() {
    overdue.add(Peers.key(1), 5);
    overdue.remove(Peers.key(1));
    overdue.remove(Peers.key(2));
    assertThat(overdue.longest()).isEmpty();
    assertThat(overdue.size()).isZero();
  }
}
