package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeyTest {
  private static final String BASE64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=";
  private static final String HEX =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

  private static byte[] sample() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = (byte) i;
    }
    bytes[31] = (byte) 0xFF;
    return bytes;
  }

  @Test
  void allFormsAreTheSameKey() {
    PublicKey key = PublicKey.ofBytes(sample());
    assertThat(PublicKey.ofBase64(BASE64)).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(PublicKey.ofHex(HEX)).isEqualTo(key);
    assertThat(PublicKey.ofHex(HEX.toUpperCase(java.util.Locale.ROOT))).isEqualTo(key);
    assertThat(key.toBase64()).isEqualTo(BASE64);
    assertThat(key.toHex()).isEqualTo(HEX);
    assertThat(key.toBytes()).isEqualTo(sample());
    assertThat(key).hasToString(BASE64);
  }

  @Test
  void readsAndWritesInsideAnArray() {
    byte[] array = new byte[40];
    System.arraycopy(sample(), 0, array, 5, 32);
    PublicKey key = PublicKey.ofBytes(array, 5);
    assertThat(key).isEqualTo(PublicKey.ofBytes(sample()));
    byte[] target = new byte[40];
    key.writeTo(target, 5);
    assertThat(target).isEqualTo(array);
  }

  @Test
  void copiesInAndOut() {
    byte[] bytes = sample();
    PublicKey key = PublicKey.ofBytes(bytes);
    Arrays.fill(bytes, (byte) 0);
    assertThat(key.toBytes()).isEqualTo(sample());
    Arrays.fill(key.toBytes(), (byte) 0);
    assertThat(key.toBytes()).isEqualTo(sample());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 64})
  void refusesAnyOtherLength(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicKey.ofBytes(new byte[length]))
        .withMessageContaining(" " + length);
  }

  @Test
  void refusesAnOffsetTooFarIn() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> PublicKey.ofBytes(new byte[40], 9));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> PublicKey.ofBytes(sample()).writeTo(new byte[40], 9));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> PublicKey.ofBytes(new byte[40], -1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8==",
        // 30 and 33 bytes that are 44 characters long
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv//",
        // the unused bits of the last character are not zero
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv9=",
        // white space, URL-safe alphabet, not ASCII
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8 ",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdH_8=",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHé8=",
      })
  void refusesWhatIsNotCanonicalBase64(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublicKey.ofBase64(text))
        .withMessageContaining("a public key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1ef",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff0",
        "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
        "0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff",
      })
  void refusesWhatIsNotHexadecimal(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PublicKey.ofHex(text));
  }

  @Test
  void eachBitMakesAnotherKey() {
    Set<PublicKey> keys = new HashSet<>();
    PublicKey key = PublicKey.ofBytes(sample());
    keys.add(key);
    for (int bit = 0; bit < 256; bit++) {
      byte[] bytes = sample();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(PublicKey.ofBytes(bytes)).isNotEqualTo(key);
      keys.add(PublicKey.ofBytes(bytes));
    }
    assertThat(keys).hasSize(257);
    assertThat(key.equals(null)).isFalse();
    assertThat(key).isNotEqualTo(BASE64);
  }

  @Test
  void isOrderedByUnsignedBytes() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      byte[] a = new byte[32];
      byte[] b = new byte[32];
      random.nextBytes(a);
      // Often with a long common beginning, so that every part of a key decides.
      random.nextBytes(b);
      System.arraycopy(a, 0, b, 0, random.nextInt(33));
      assertThat(Integer.signum(PublicKey.ofBytes(a).compareTo(PublicKey.ofBytes(b))))
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
    }
  }

  @ParameterizedTest
  @MethodSource("io.jitpeers.wireguard.CapturedGateway#all")
  void readsTheCapturedKeys(CapturedGateway gateway) {
    assertThat(gateway.peerKeys()).isNotEmpty();
    for (String text : gateway.peerKeys()) {
      PublicKey key = PublicKey.ofBase64(text);
      assertThat(key.toBytes()).isEqualTo(Base64.getDecoder().decode(text));
      assertThat(key).hasToString(text);
    }
  }
}
