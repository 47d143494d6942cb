package io.jitpeers.examples.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9586, http://127.0.0.1:9586/health",
    "localhost:80, http://127.0.0.1:80/health",
    "[2001:db8::7]:9586, http://[2001:db8::7]:9586/health"
  })
  void anAddressIsAnIpAddressAndAPort(String text, String uri) {
    assertThat(GatewayAddress.parse(text).health()).hasToString(uri);
  }

  /** A name could lead the token anywhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", "gateway.example:9586", "127.0.0.1", "2001:db8::7", "127.0.0.1:99999"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> GatewayAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("such as 127.0.0.1:9586");
  }

  @Test
  void namesAreEncoded() {
    assertThat(GatewayAddress.parse("127.0.0.1:1").command("wg 0/x?", "sweep", "?dry-run=true"))
        .hasToString("http://127.0.0.1:1/interfaces/wg%200%2Fx%3F/sweep?dry-run=true");
  }
}
