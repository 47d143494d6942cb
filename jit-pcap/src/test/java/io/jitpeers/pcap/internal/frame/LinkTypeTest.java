package io.jitpeers.pcap.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTypeTest {
  @ParameterizedTest
  @CsvSource({
    "0, NULL",
    "1, EN10MB",
    "12, RAW",
    "14, RAW",
    "101, RAW",
    "108, LOOP",
    "113, LINUX_SLL",
    "228, IPV4",
    "229, IPV6",
    "276, LINUX_SLL2"
  })
  void isFoundByTheNumbersOfPcap(int dlt, LinkType type) {
    assertThat(LinkType.ofDlt(dlt)).contains(type);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundByItsOwnNumber(LinkType type) {
    assertThat(LinkType.ofDlt(type.dlt())).contains(type);
  }

  // PPP, IEEE 802.11, USB, and an unassigned number.
  @ParameterizedTest
  @ValueSource(ints = {9, 105, 189, -1})
  void isEmptyForWhatCannotBeDecoded(int dlt) {
    assertThat(LinkType.ofDlt(dlt)).isEmpty();
  }

  @Test
  void knowsTheHeadersOfLinux() {
    // sizeof(struct ethhdr) and its h_proto (linux/if_ether.h); pcap/sll.h.
    assertThat(LinkType.EN10MB.headerLength()).isEqualTo(14);
    assertThat(LinkType.EN10MB.protocolOffset()).isEqualTo(12);
    assertThat(LinkType.LINUX_SLL.headerLength()).isEqualTo(16);
    assertThat(LinkType.LINUX_SLL.protocolOffset()).isEqualTo(14);
    assertThat(LinkType.LINUX_SLL2.headerLength()).isEqualTo(20);
    assertThat(LinkType.LINUX_SLL2.protocolOffset()).isZero();
    assertThat(LinkType.RAW.protocolOffset()).isNegative();
  }
}
