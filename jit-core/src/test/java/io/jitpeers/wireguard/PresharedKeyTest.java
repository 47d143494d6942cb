package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresharedKeyTest {
  private static byte[] sample() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 7);
    }
    return bytes;
  }

  @Test
  void keepsItsBytes() {
    byte[] bytes = sample();
    PresharedKey key = PresharedKey.ofBytes(bytes);
    Arrays.fill(bytes, (byte) 0);
    assertThat(key.toBytes()).isEqualTo(sample());
    Arrays.fill(key.toBytes(), (byte) 0);
    assertThat(key.toBytes()).isEqualTo(sample());
    assertThat(PresharedKey.ofBase64(Base64.getEncoder().encodeToString(sample())))
        .isEqualTo(key)
        .hasSameHashCodeAs(key);
  }

  @Test
  void givesTheFormThatGenpskPrints() {
    PresharedKey key = PresharedKey.ofBytes(sample());
    assertThat(key.toBase64()).isEqualTo(Base64.getEncoder().encodeToString(sample()));
    assertThat(PresharedKey.ofBase64(key.toBase64())).isEqualTo(key);
    key.destroy();
    assertThatIllegalStateException().isThrownBy(key::toBase64);
  }

  @Test
  void eachBitMakesAnotherKey() {
    PresharedKey key = PresharedKey.ofBytes(sample());
    for (int bit = 0; bit < 256; bit++) {
      byte[] bytes = sample();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(PresharedKey.ofBytes(bytes)).isNotEqualTo(key);
    }
    assertThat(key.equals(null)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void refusesAnyOtherLength(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PresharedKey.ofBytes(new byte[length]))
        .withMessageContaining(" " + length);
  }

  @Test
  void refusesBadBase64WithoutQuotingIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PresharedKey.ofBase64("secretsecretsecretsecretsecretsecretsecret!="))
        .withMessageContaining("a preshared key")
        .withNoCause()
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret", "!"));
  }

  @Test
  void showsNothing() {
    assertThat(PresharedKey.ofBytes(sample())).hasToString("PresharedKey[redacted]");
  }

  @Test
  void isUselessOnceDestroyed() {
    PresharedKey key = PresharedKey.ofBytes(sample());
    key.destroy();
    key.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(key::toBytes)
        .withMessageContaining("preshared key was destroyed");
    assertThatIllegalStateException().isThrownBy(() -> key.equals(PresharedKey.ofBytes(sample())));
    assertThat(List.of(key)).contains(key);
    assertThat(key).hasToString("PresharedKey[redacted]");
  }
}
