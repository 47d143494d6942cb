package io.jitpeers.internal.hotset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceKeyTest {
  private static long key(String address) {
    return SourceKey.of(InetAddresses.forString(address));
  }

  /** Returns the key of an address as a dual-stack socket may report it: as 16 bytes. */
  private static long keyOf16Bytes(String address) throws UnknownHostException {
    byte[] bytes = InetAddresses.forString(address).getAddress();
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xFF;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return SourceKey.of(Inet6Address.getByAddress(null, mapped, -1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "255.255.255.255"})
  void aMappedIpv4AddressIsTheSameSource(String address) throws UnknownHostException {
    assertThat(keyOf16Bytes(address)).isEqualTo(key(address));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8::1, 2001:db8::ffff:0:0:1, true",
    "2001:db8::1, 2001:db8:0:1::1, false",
    // Only their last 64 bits look like a mapped address.
    "2001:db8::1, 2001:db8::ffff:c000:201, true",
    "2001:db8::ffff:c000:201, 192.0.2.1, false",
    // Only their first 64 bits look like one: compatible addresses and translated ones.
    "::c000:201, 192.0.2.1, false",
    "::ffff:0:c000:201, 192.0.2.1, false",
    "::1, ::2, true",
  })
  void aSourceIsAnIpv4AddressOrAnIpv6Network(String one, String other, boolean same) {
    assertThat(key(one) == key(other)).isEqualTo(same);
  }

  @Test
  void tellsTheFamilies() {
    assertThat(SourceKey.isIpv6(key("2001:db8::1"))).isTrue();
    assertThat(SourceKey.isIpv6(key("::1"))).isTrue();
    assertThat(SourceKey.isIpv6(key("ff02::1"))).as("half of the mark").isTrue();
    assertThat(SourceKey.isIpv6(key("0.0.0.0"))).isFalse();
    assertThat(SourceKey.isIpv6(key("192.0.2.1"))).isFalse();
    assertThat(SourceKey.isIpv6(key("255.255.255.255"))).isFalse();
  }
}
