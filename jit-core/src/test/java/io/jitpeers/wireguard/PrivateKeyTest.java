package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyTest {
  /** Alice's key pair, RFC 7748 section 6.1. */
  private static final byte[] ALICE =
      HexFormat.of().parseHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");

  private static final String ALICE_PUBLIC =
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

  @Test
  void givesThePublicKeyOfRfc7748() {
    assertThat(PrivateKey.ofBytes(ALICE).publicKey().toHex()).isEqualTo(ALICE_PUBLIC);
  }

  @ParameterizedTest
  @MethodSource("io.jitpeers.wireguard.CapturedGateway#all")
  void givesThePublicKeysOfTheCapturedGateways(CapturedGateway gateway) {
    assertThat(PrivateKey.ofBase64(gateway.privateKey()).publicKey())
        .isEqualTo(PublicKey.ofBase64(gateway.publicKey()));
  }

  @Test
  void clampsACopy() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xFF);
    PrivateKey key = PrivateKey.ofBytes(ones);
    assertThat(ones).containsOnly(0xFF);
    byte[] clamped = key.toBytes();
    assertThat(clamped[0]).isEqualTo((byte) 0xF8);
    assertThat(clamped[31]).isEqualTo((byte) 0x7F);
    assertThat(Arrays.copyOfRange(clamped, 1, 31)).containsOnly(0xFF);
    byte[] one = new byte[32];
    one[16] = 1;
    assertThat(PrivateKey.ofBytes(one).toBytes()[31]).isEqualTo((byte) 0x40);
  }

  /** WireGuard takes zeros for no key; what clamping makes of them is as well known. */
  @ParameterizedTest
  @CsvSource({"0, 0", "7, 0", "0, 0x40", "0, -0x80", "3, -0x40"})
  void refusesZerosBeforeAndAfterClamping(byte first, byte last) {
    byte[] zeros = new byte[32];
    zeros[0] = first;
    zeros[31] = last;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.ofBytes(zeros))
        .withMessageContaining("a private key must not be all zeros")
        .withMessageContaining("wg genkey");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.ofBase64(Base64.getEncoder().encodeToString(zeros)))
        .withMessageContaining("all zeros");
  }

  @Test
  void refusesZerosOfARandomThatDoesNotWork() {
    SecureRandom broken =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0);
          }
        };
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.generate(broken))
        .withMessageContaining("all zeros");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 30, 31})
  void takesAKeyOfOneBit(int at) {
    byte[] bytes = new byte[32];
    bytes[at] = 0x08;
    assertThat(PrivateKey.ofBytes(bytes).toBytes()[at] & 0x08).isEqualTo(0x08);
  }

  @ParameterizedTest
  @MethodSource("io.jitpeers.wireguard.CapturedGateway#all")
  void givesTheFormThatGenkeyPrints(CapturedGateway gateway) {
    PrivateKey key = PrivateKey.ofBase64(gateway.privateKey());
    assertThat(key.toBase64()).isEqualTo(gateway.privateKey());
    assertThat(PrivateKey.ofBase64(key.toBase64())).isEqualTo(key);
    key.destroy();
    assertThatIllegalStateException().isThrownBy(key::toBase64);
  }

  @Test
  void unclampedAndClampedAreTheSameKey() {
    byte[] clamped = PrivateKey.ofBytes(ALICE).toBytes();
    assertThat(clamped).isNotEqualTo(ALICE);
    assertThat(PrivateKey.ofBytes(clamped))
        .isEqualTo(PrivateKey.ofBytes(ALICE))
        .hasSameHashCodeAs(PrivateKey.ofBytes(ALICE));
  }

  @Test
  void differentKeysDiffer() {
    byte[] other = ALICE.clone();
    other[15] ^= 1;
    assertThat(PrivateKey.ofBytes(other)).isNotEqualTo(PrivateKey.ofBytes(ALICE));
    assertThat(PrivateKey.ofBytes(ALICE).equals(null)).isFalse();
  }

  @Test
  void generatesFromTheGivenRandomness() {
    SecureRandom fixed =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            System.arraycopy(ALICE, 0, bytes, 0, bytes.length);
          }
        };
    assertThat(PrivateKey.generate(fixed)).isEqualTo(PrivateKey.ofBytes(ALICE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33})
  void refusesAnyOtherLength(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.ofBytes(new byte[length]))
        .withMessageContaining(" " + length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secretsecret",
        "secretsecretsecretsecretsecretsecretsecret!=",
        "secretsecretsecretsecretsecretsecretsecretB=",
      })
  void refusesBadBase64WithoutQuotingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PrivateKey.ofBase64(text))
        .withMessageContaining("a private key")
        .withNoCause()
        .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret", "!"));
  }

  @Test
  void showsNothing() {
    PrivateKey key = PrivateKey.ofBytes(ALICE);
    assertThat(key).hasToString("PrivateKey[redacted]");
  }

  @Test
  void isUselessOnceDestroyed() {
    PrivateKey key = PrivateKey.ofBytes(ALICE);
    assertThat(key.isDestroyed()).isFalse();
    key.destroy();
    key.destroy();
    assertThat(key.isDestroyed()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(key::toBytes)
        .withMessageContaining("private key was destroyed");
    assertThat(key.publicKey().toHex()).isEqualTo(ALICE_PUBLIC);
    assertThat(List.of(key)).contains(key);
    assertThat(key).hasToString("PrivateKey[redacted]");
  }

  @Test
  void givesCopies() {
    PrivateKey key = PrivateKey.ofBytes(ALICE);
    Arrays.fill(key.toBytes(), (byte) 0);
    assertThat(key).isEqualTo(PrivateKey.ofBytes(ALICE));
  }
}
