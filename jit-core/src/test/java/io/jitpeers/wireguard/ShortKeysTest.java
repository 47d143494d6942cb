package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortKeysTest {
  /** Each form in which a message can contain a key. */
  @ParameterizedTest
  @CsvSource({
    "8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=, 8NPu…+/vg",
    "8NPujOX8SaVk5VBOwuT_vomZzLsL7T8pS1HcKoH-_vg, 8NPu…-_vg",
    "8NPujOX8SaVk5VBOwuT%2FvomZzLsL7T8pS1HcKoH%2B%2Fvg%3D, 8NPu…2Fvg",
    "f0d3ee8ce5fc49a564e5504ec2e4ffbe8999ccbb0bed3f294b51dc2a81fefef8, f0d3…fef8"
  })
  void keysInATextAreShortened(String key, String expected) {
    assertThat(ShortKeys.in("the config is for " + key)).isEqualTo("the config is for " + expected);
    assertThat(ShortKeys.in(key + ", " + key + ".")).isEqualTo(expected + ", " + expected + ".");
  }

  @Test
  void aKeyInAUrlIsShortened() {
    assertThat(
            ShortKeys.in(
                "GET http://127.0.0.1:80/peer/8NPujOX8SaVk5VBOwuT_vomZzLsL7T8pS1HcKoH-_vg failed"))
        .isEqualTo("GET http://127.0.0.1:80/peer/8NPu…-_vg failed");
  }

  @Test
  void aKeyIsShortened() {
    PublicKey key = PublicKey.ofBase64("8NPujOX8SaVk5VBOwuT/vomZzLsL7T8pS1HcKoH+/vg=");
    assertThat(ShortKeys.of(key)).isEqualTo("8NPu…+/vg");
  }

  @Test
  void otherTextStays() {
    String text = "the allowed IP 2001:db8:1234:5678:9abc:def0:1234:5678/128 occurs twice";
    assertThat(ShortKeys.in(text)).isEqualTo(text);
  }
}
