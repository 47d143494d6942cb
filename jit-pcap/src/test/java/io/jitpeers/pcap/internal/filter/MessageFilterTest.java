package io.jitpeers.pcap.internal.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.pcap.internal.frame.LinkType;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFilterTest {
  private static SortedSet<Integer> ports(Integer... ports) {
    return new TreeSet<>(List.of(ports));
  }

  @Test
  void saysWhatAnInitiationIs() {
    assertThat(MessageFilter.expression(Message.INITIATION, LinkType.IPV4, ports(51_820), true))
        .isEqualTo(
            "(ip[0] >= 0x45 and ip[0] <= 0x4f and ip[6:2] & 0x3fff = 0 and ip[9] = 17"
                + " and ip[2:2] >= ((ip[0] & 0xf) << 2) + 156"
                + " and (udp[2:2] = 51820 and udp[4:2] = 156 and udp[8:4] = 0x01000000))");
  }

  @Test
  void saysWhatTransportDataIs() {
    assertThat(MessageFilter.expression(Message.TRANSPORT_DATA, LinkType.IPV4, ports(51_820), true))
        .isEqualTo(
            "(ip[0] >= 0x45 and ip[0] <= 0x4f and ip[6:2] & 0x1fff = 0 and ip[9] = 17"
                + " and ip[2:2] >= ((ip[0] & 0xf) << 2) + 40"
                + " and (udp[2:2] = 51820 and udp[4:2] >= 40 and udp[8:4] = 0x04000000))");
  }

  @Test
  void takesPortsThatFollowEachOtherForOneRange() {
    assertThat(
            MessageFilter.expression(
                Message.INITIATION, LinkType.IPV4, ports(9, 5, 7, 6, 65_535), true))
        .contains(
            "((udp[2:2] >= 5 and udp[2:2] <= 7) or udp[2:2] = 9 or udp[2:2] = 65535)"
                + " and udp[4:2]");
  }

  /** Compiling thousands would take minutes, and the kernel would refuse the program. */
  @Test
  void takesVeryManyPortsForOneRange() {
    SortedSet<Integer> many = new TreeSet<>();
    for (int port = 1000; port < 1100; port += 2) {
      many.add(port);
    }
    assertThat(MessageFilter.expression(Message.INITIATION, LinkType.IPV4, many, true))
        .contains("udp[2:2] = 1000 or udp[2:2] = 1002");
    many.add(7);
    assertThat(MessageFilter.expression(Message.INITIATION, LinkType.IPV4, many, true))
        .contains("(udp[2:2] >= 7 and udp[2:2] <= 1098) and udp[4:2]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void refusesWhatIsNoPort(int port) {
    assertThatThrownBy(
            () -> MessageFilter.expression(Message.INITIATION, LinkType.RAW, ports(7, port), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(port));
  }

  @Test
  void needsAPort() {
    assertThatThrownBy(
            () -> MessageFilter.expression(Message.INITIATION, LinkType.RAW, ports(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name at least one port");
  }

  @ParameterizedTest
  @EnumSource
  void isOneLineWithoutTheKeywordForTags(LinkType type) {
    for (boolean live : new boolean[] {true, false}) {
      assertThat(MessageFilter.expression(Message.INITIATION, type, ports(51_820), live))
          .doesNotContain("vlan", "\n");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LINUX_SLL", "LINUX_SLL2"})
  void namesAllHeadersWhereTheKernelSeesNoCookedOne(LinkType type) {
    String live = MessageFilter.expression(Message.INITIATION, type, ports(51_820), true);
    assertThat(live).doesNotContain("link[", "ether[");
    assertThat(MessageFilter.expression(Message.INITIATION, type, ports(51_820), false))
        .contains(live.substring(1, live.length() - 1))
        .contains("link[");
  }

  @ParameterizedTest
  @EnumSource
  void closesAllBrackets(LinkType type) {
    int depth = 0;
    for (char c :
        MessageFilter.expression(Message.INITIATION, type, ports(1, 2, 4), false).toCharArray()) {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      assertThat(depth).isNotNegative();
    }
    assertThat(depth).isZero();
  }
}
