package io.jitpeers.examples.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointsTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7:51820",
    "2001:db8:0:0:0:0:0:7, [2001:db8::7]:51820",
    "fe80::7%3, [fe80::7%3]:51820",
  })
  void endpoints(String address, String text) throws Exception {
    InetSocketAddress endpoint = new InetSocketAddress(InetAddress.getByName(address), 51820);
    assertThat(Endpoints.text(endpoint)).isEqualTo(text);
  }
}
