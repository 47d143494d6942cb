package io.jitpeers.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.wireguard.KeyAgreement25519;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract tests of {@link KeyAgreement25519}. The results are those of RFC 7748, and points of
 * low order are refused. Several threads can use the same key, and a key can be destroyed. The test
 * of an implementation extends this class.
 *
 * <pre>{@code
 * class LibCryptoContractTest extends KeyAgreement25519Contract {
 *   protected KeyAgreement25519 implementation() {
 *     return new LibCryptoProvider().create(Settings.of(Map.of()));
 *   }
 * }
 * }</pre>
 */
public abstract class KeyAgreement25519Contract {
  private static final int LENGTH = 32;
  private static final int PAIRS = 100;
  private static final int THREADS = 4;
  private static final int OPERATIONS_OF_A_THREAD = 500;

  private final SecureRandom random = new SecureRandom();
  private final List<KeyAgreement25519.Key> keys = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by create
  private KeyAgreement25519 implementation;

  /** Creates a contract. */
  protected KeyAgreement25519Contract() {}

  /** {@return the implementation to test} */
  protected abstract KeyAgreement25519 implementation();

  @BeforeEach
  final void create() {
    implementation = implementation();
  }

  @AfterEach
  final void destroyKeys() {
    keys.forEach(KeyAgreement25519.Key::destroy);
  }

  private KeyAgreement25519.Key key(byte[] scalar) {
    KeyAgreement25519.Key key = implementation.key(scalar);
    keys.add(key);
    return key;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static byte[] clamped(byte[] scalar) {
    scalar[0] &= (byte) 0xF8;
    scalar[31] = (byte) ((scalar[31] & 0x7F) | 0x40);
    return scalar;
  }

  private byte[] agreed(byte[] scalar, byte[] point) {
    byte[] secret = new byte[LENGTH];
    assertThat(key(scalar).agree(point, 0, secret)).isTrue();
    return secret;
  }

  /** Uses the test vectors of RFC 7748 sections 5.2 and 6.1. */
  @ParameterizedTest
  @CsvSource({
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
        + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
        + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
        + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
        + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a,"
        + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f,"
        + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
  })
  void computesTheSecretsOfTheRfc(String scalar, String point, String secret) {
    assertThat(agreed(clamped(hex(scalar)), hex(point))).isEqualTo(hex(secret));
  }

  /**
   * Repeats the operation as in RFC 7748 section 5.2: each result becomes the next scalar, and the
   * previous scalar becomes the next point.
   */
  @Test
  void computesTheResultOfAThousandIterations() {
    byte[] scalar = hex("09" + "00".repeat(LENGTH - 1));
    byte[] point = scalar.clone();
    for (int i = 0; i < 1_000; i++) {
      byte[] next = new byte[LENGTH];
      KeyAgreement25519.Key key = implementation.key(clamped(scalar.clone()));
      assertThat(key.agree(point, 0, next)).isTrue();
      key.destroy();
      point = scalar;
      scalar = next;
    }
    assertThat(scalar)
        .isEqualTo(hex("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
  }

  /**
   * Uses the points of order 1, 2, 4 and 8. Some points are also encoded non-canonically, as a
   * number greater than or equal to the prime 2^255 - 19.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void refusesPointsOfLowOrder(String point) {
    KeyAgreement25519.Key key = key(randomScalar());
    byte[] highBit = hex(point);
    highBit[31] |= (byte) 0x80;
    assertThat(key.agree(hex(point), 0, new byte[LENGTH])).isFalse();
    assertThat(key.agree(highBit, 0, new byte[LENGTH])).isFalse();
    assertThat(key.agree(randomPoint(), 0, new byte[LENGTH])).as("a valid point after it").isTrue();
  }

  private byte[] randomScalar() {
    byte[] scalar = new byte[LENGTH];
    random.nextBytes(scalar);
    return clamped(scalar);
  }

  private byte[] randomPoint() {
    return PrivateKey.generate(random).publicKey().toBytes();
  }

  @Test
  void bothSidesGetTheSameSecretAsByTheDefaultImplementation() {
    for (int i = 0; i < PAIRS; i++) {
      PrivateKey one = PrivateKey.generate(random);
      PrivateKey other = PrivateKey.generate(random);
      byte[] secret = agreed(one.toBytes(), other.publicKey().toBytes());
      byte[] expected = new byte[LENGTH];
      KeyAgreement25519.Key reference = KeyAgreement25519.bouncyCastle().key(one.toBytes());
      assertThat(reference.agree(other.publicKey().toBytes(), 0, expected)).isTrue();
      assertThat(secret).isEqualTo(expected);
      assertThat(agreed(other.toBytes(), one.publicKey().toBytes())).isEqualTo(secret);
    }
  }

  @Test
  void readsThePointAtItsOffsetAndIgnoresItsHighestBit() {
    byte[] scalar = randomScalar();
    byte[] point = randomPoint();
    byte[] message = new byte[148];
    random.nextBytes(message);
    System.arraycopy(point, 0, message, 8, LENGTH);
    message[8 + LENGTH - 1] |= (byte) 0x80;
    byte[] before = message.clone();
    byte[] secret = new byte[LENGTH];

    assertThat(key(scalar).agree(message, 8, secret)).isTrue();

    assertThat(secret).isEqualTo(agreed(scalar, point));
    assertThat(message).isEqualTo(before);
  }

  @Test
  void keepsItsOwnCopyOfTheScalar() {
    byte[] scalar = randomScalar();
    byte[] point = randomPoint();
    byte[] expected = agreed(scalar.clone(), point);
    KeyAgreement25519.Key key = key(scalar);
    Arrays.fill(scalar, (byte) 0);
    byte[] secret = new byte[LENGTH];

    assertThat(key.agree(point, 0, secret)).isTrue();

    assertThat(secret).isEqualTo(expected);
  }

  @Test
  void severalThreadsUseOneKey() throws Exception {
    KeyAgreement25519.Key key = key(randomScalar());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        byte[] point = randomPoint();
        byte[] expected = new byte[LENGTH];
        assertThat(key.agree(point, 0, expected)).isTrue();
        results.add(threads.submit(() -> repeated(key, point, expected)));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(OPERATIONS_OF_A_THREAD);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns how many operations gave the expected secret. */
  private static int repeated(KeyAgreement25519.Key key, byte[] point, byte[] expected) {
    int right = 0;
    for (int i = 0; i < OPERATIONS_OF_A_THREAD; i++) {
      byte[] secret = new byte[LENGTH];
      right += key.agree(point, 0, secret) && Arrays.equals(secret, expected) ? 1 : 0;
    }
    return right;
  }

  @Test
  void aDestroyedKeyComputesNothing() {
    KeyAgreement25519.Key key = key(randomScalar());
    byte[] point = randomPoint();
    assertThat(key.agree(point, 0, new byte[LENGTH])).isTrue();
    key.destroy();
    key.destroy();
    byte[] secret = new byte[LENGTH];

    assertThatThrownBy(() -> key.agree(point, 0, secret)).isInstanceOf(IllegalStateException.class);

    assertThat(secret).containsOnly(0);
  }
}
