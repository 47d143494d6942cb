package io.jitpeers.examples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.IpPrefix;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/32, 040a010203, 040a010203",
    "10.1.0.0/16, 040a010000, 040a01ffff",
    "10.1.2.128/25, 040a010280, 040a0102ff",
    "10.1.2.192/31, 040a0102c0, 040a0102c1",
    "0.0.0.0/0, 0400000000, 04ffffffff",
    "2001:db8::/33, 0620010db8000000000000000000000000, 0620010db87fffffffffffffffffffffff",
    "::/0, 0600000000000000000000000000000000, 06ffffffffffffffffffffffffffffffff"
  })
  void aRangeIsPackedInTheOrderOfAddresses(String prefix, String first, String last) {
    AddressRange range = AddressRange.of(IpPrefix.parse(prefix));
    assertThat(HexFormat.of().formatHex(range.first())).isEqualTo(first);
    assertThat(HexFormat.of().formatHex(range.last())).isEqualTo(last);
  }

  @Test
  void aPrefixThatIsThereTwiceIsOneRange() {
    List<IpPrefix> prefixes =
        Stream.of("10.0.0.0/8", "10.0.0.0/16", "10.0.0.0/8").map(IpPrefix::parse).toList();
    assertThat(AddressRange.distinct(prefixes).stream().map(AddressRange::length))
        .containsExactly(8, 16);
    assertThat(AddressRange.distinct(List.of())).isEmpty();
  }
}
