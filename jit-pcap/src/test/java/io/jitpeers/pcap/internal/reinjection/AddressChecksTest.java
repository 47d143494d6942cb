package io.jitpeers.pcap.internal.reinjection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressChecksTest {
  @ParameterizedTest
  @CsvSource({
    "198.51.100.2, 192.0.2.1, true",
    "169.254.1.1, 192.0.2.1, true",
    "2001:db8::2, 2001:db8::1, true",
    "192.0.2.1, 192.0.2.1, true",
    "127.0.0.1, 127.0.0.1, true",
    "::1, ::1, true",
    "198.51.100.2, 2001:db8::1, false",
    "2001:db8::2, 192.0.2.1, false",
    "0.0.0.0, 192.0.2.1, false",
    "0.1.2.3, 192.0.2.1, false",
    "::, 2001:db8::1, false",
    "224.0.0.1, 192.0.2.1, false",
    "240.0.0.1, 192.0.2.1, false",
    "255.255.255.255, 192.0.2.1, false",
    "ff02::1, 2001:db8::1, false",
    "127.0.0.1, 192.0.2.1, false",
    "127.9.9.9, 192.0.2.1, false",
    "::1, 2001:db8::1, false"
  })
  void anAnswerMustBeAbleToGoBack(String source, String destination, boolean usable) {
    assertThat(
            AddressChecks.isUsable(
                new InetSocketAddress(source, 1), new InetSocketAddress(destination, 2)))
        .isEqualTo(usable);
  }

  @Test
  void portsMustBeThere() {
    InetSocketAddress with = new InetSocketAddress("192.0.2.1", 1);
    InetSocketAddress without = new InetSocketAddress("192.0.2.1", 0);
    assertThat(AddressChecks.isUsable(with, with)).isTrue();
    assertThat(AddressChecks.isUsable(without, with)).isFalse();
    assertThat(AddressChecks.isUsable(with, without)).isFalse();
  }

  @Test
  void addressesMustBeResolved() {
    InetSocketAddress resolved = new InetSocketAddress("192.0.2.1", 1);
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("gateway", 1);
    assertThat(AddressChecks.isUsable(unresolved, resolved)).isFalse();
    assertThat(AddressChecks.isUsable(resolved, unresolved)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "fe80::1, true",
    "febf::1, true",
    "fec0::1, false",
    "2001:db8::1, false",
    "169.254.1.1, false"
  })
  void onlyIpv6LinkLocalAddressesNeedTheirInterface(String address, boolean linkLocal) {
    assertThat(AddressChecks.isIpv6LinkLocal(new InetSocketAddress(address, 1)))
        .isEqualTo(linkLocal);
  }
}
