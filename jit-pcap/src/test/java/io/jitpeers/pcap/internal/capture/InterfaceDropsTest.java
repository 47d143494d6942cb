package io.jitpeers.pcap.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RequiresLinux;
import org.junit.jupiter.api.Test;

class InterfaceDropsTest {
  private static final String TEXT =
      """
      Inter-|   Receive                                                |  Transmit
       face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
          lo:    4500      45    0    0    0     0          0         0     4500      45    0
        eth0: 9876543   12345    1   20  300  4000          0         0   123456    1234    0
       eth01:       1       2    3    4    5     6          7         8        9      10   11
         odd:       1       2
      """;

  @Test
  void addsWhatWasDroppedAndWhatFoundAQueueFull() {
    assertThat(InterfaceDrops.parse(TEXT, "eth0")).isEqualTo(320);
    assertThat(InterfaceDrops.parse(TEXT, "eth01")).isEqualTo(9);
    assertThat(InterfaceDrops.parse(TEXT, "lo")).isZero();
  }

  @Test
  void knowsNothingOfOthers() {
    assertThat(InterfaceDrops.parse(TEXT, "any")).isZero();
    assertThat(InterfaceDrops.parse(TEXT, "eth")).isZero();
    assertThat(InterfaceDrops.parse(TEXT, "odd")).isZero();
    assertThat(InterfaceDrops.parse("", "eth0")).isZero();
    assertThat(InterfaceDrops.parse("eth0: 1 2 3 four 5 6", "eth0")).isZero();
  }

  @Test
  @RequiresLinux
  void readsThisMachinesOwn() throws Exception {
    try (InterfaceDrops drops = InterfaceDrops.open("lo")) {
      assertThat(drops.count()).isNotNegative();
      assertThat(drops.count()).isLessThan(1_000_000);
    }
  }
}
