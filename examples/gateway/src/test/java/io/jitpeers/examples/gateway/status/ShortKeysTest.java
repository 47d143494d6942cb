package io.jitpeers.examples.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.wireguard.PublicKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShortKeysTest {
  /** Has both characters that base64url writes in another way. */
  private static final String BASE64 = "+/IBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  @Test
  void aKeyIsShortenedInEachForm() {
    String urlSafe = BASE64.replace('+', '-').replace('/', '_').replace("=", "");
    String encoded = URLEncoder.encode(BASE64, StandardCharsets.UTF_8);
    String hex = PublicKey.ofBase64(BASE64).toHex();

    assertThat(ShortKeys.of(PublicKey.ofBase64(BASE64))).isEqualTo("+/IB…p8Dg");
    assertThat(ShortKeys.in("peer " + BASE64 + ": no")).isEqualTo("peer +/IB…p8Dg: no");
    assertThat(ShortKeys.in("GET http://a/peer/" + urlSafe + ": status 500"))
        .isEqualTo("GET http://a/peer/-_IB…p8Dg: status 500");
    assertThat(ShortKeys.in("GET http://a/peer/" + encoded + ": status 500"))
        .isEqualTo("GET http://a/peer/%2B%…p8Dg: status 500");
    assertThat(ShortKeys.in("GET http://a/peer/" + hex))
        .isEqualTo("GET http://a/peer/" + hex.substring(0, 4) + "…" + hex.substring(60));
  }

  @Test
  void everythingElseStays() {
    String text = "lookup of 10.0.0.1/32 at http://control.example:8080/peer failed in 43 ms";
    assertThat(ShortKeys.in(text)).isEqualTo(text);
  }
}
