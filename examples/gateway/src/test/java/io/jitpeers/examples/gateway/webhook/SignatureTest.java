package io.jitpeers.examples.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SignatureTest {

  /** The example of the Standard Webhooks specification. */
  @Test
  void itIsTheSpecificationsForItsExample() {
    Signature signature = new Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(
            signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void anyOtherTextIsTheKeyItself() {
    assertThat(new Signature("secret").of("a", 1, "b"))
        .isEqualTo(new Signature("whsec_c2VjcmV0").of("a", 1, "b"));
  }

  @Test
  void aSecretThatIsNotBase64IsRefusedWithoutQuotingIt() {
    assertThatThrownBy(() -> new Signature("whsec_not*base64"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("what follows whsec_ must be base64")
        .hasNoCause();
    assertThat(new Signature("hidden")).asString().doesNotContain("hidden");
  }
}
