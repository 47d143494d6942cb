package io.jitpeers.internal.common;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PackedPrefixesTest {
  private static List<IpPrefix> prefixes(String... texts) {
    return Stream.of(texts).map(IpPrefix::parse).toList();
  }

  /** Both families, the shortest and the longest lengths, and a duplicate. */
  @Test
  void keepsAllPrefixesInTheirOrder() {
    List<IpPrefix> prefixes =
        prefixes(
            "255.255.255.255/32",
            "0.0.0.0/0",
            "::/0",
            "2001:db8::ffff:ffff/128",
            "10.128.0.0/9",
            "fd00:0:0:1::/64",
            "10.128.0.0/9");
    assertThat(PackedPrefixes.unpack(PackedPrefixes.pack(prefixes))).isEqualTo(prefixes);
    assertThat(PackedPrefixes.unpack(PackedPrefixes.pack(List.of()))).isEmpty();
  }

  @Test
  void takes5BytesForIpv4And17ForIpv6() {
    assertThat(PackedPrefixes.pack(prefixes("10.0.0.1/32"))).hasSize(5);
    assertThat(PackedPrefixes.pack(prefixes("10.0.0.1/32", "fd00::1/128"))).hasSize(22);
  }

  @Test
  void anIpv4AddressIsAnInt() {
    IpPrefix prefix = IpPrefix.parse("192.168.1.0/24");
    assertThat(PackedPrefixes.ipv4(prefix)).isEqualTo(0xC0A8_0100);
    assertThat(PackedPrefixes.ofIpv4(0xC0A8_0100, 24)).isEqualTo(prefix);
  }
}
