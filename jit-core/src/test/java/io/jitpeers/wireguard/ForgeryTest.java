package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that are valid except for the one part that their sender cannot know. */
class ForgeryTest {
  private static final Tai64n TIME = Tai64n.of(Instant.parse("2026-01-01T00:00:00Z"));

  private final SecureRandom random = new SecureRandom();
  private final PrivateKey gateway = PrivateKey.generate(random);
  private final ResponderKey responder = ResponderKey.of(gateway);

  /**
   * Returns the points of small order in every encoding of 32 bytes: 0, 1, two of order 8, p-1, and
   * p and p+1 for 0 and 1; each with the top bit, which X25519 ignores (RFC 7748, section 5), clear
   * and set.
   */
  static List<PublicKey> lowOrderPoints() {
    String middle = "ff".repeat(30);
    return List.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ec" + middle + "7f",
            "ed" + middle + "7f",
            "ee" + middle + "7f")
        .stream()
        .map(HexFormat.of()::parseHex)
        .flatMap(point -> Stream.of(point, withTopBit(point)))
        .map(PublicKey::ofBytes)
        .toList();
  }

  private static byte[] withTopBit(byte[] point) {
    byte[] copy = point.clone();
    copy[31] |= (byte) 0x80;
    return copy;
  }

  @ParameterizedTest
  @MethodSource("lowOrderPoints")
  void aLowOrderEphemeralKeyIsRefused(PublicKey point) {
    // The Diffie-Hellman result of this point is zero for everybody, so an attacker can compute all
    // other fields.
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);

    byte[] message = client.initiationWithLowOrderEphemeral(point, TIME, 1);

    assertThat(open(message)).isEqualTo(new Refused(InitiationRefusal.LOW_ORDER_POINT));
  }

  @ParameterizedTest
  @MethodSource("lowOrderPoints")
  void aLowOrderStaticKeyIsRefused(PublicKey point) {
    FakeClient forger = FakeClient.ofLowOrder(point, gateway.publicKey(), random);

    byte[] message = forger.initiation(TIME, 1);

    assertThat(open(message)).isEqualTo(new Refused(InitiationRefusal.LOW_ORDER_POINT));
    assertThat(responder.cachedStaticSecrets()).isZero();
  }

  @Test
  void aClaimedKeyProvesNothing() {
    PrivateKey victim = PrivateKey.generate(random);
    FakeClient impostor = FakeClient.impostor(victim.publicKey(), gateway.publicKey(), random);

    assertThat(open(impostor.initiation(TIME, 7)))
        .isEqualTo(new Refused(InitiationRefusal.BAD_TIMESTAMP));
    assertThat(responder.cachedStaticSecrets()).isZero();
  }

  @Test
  void aClaimedKeyProvesNothingWhileTheVictimsSecretIsCached() {
    PrivateKey victim = PrivateKey.generate(random);
    FakeClient honest = FakeClient.of(victim, gateway.publicKey(), random);
    FakeClient impostor = FakeClient.impostor(victim.publicKey(), gateway.publicKey(), random);

    assertThat(open(honest.initiation(TIME, 1))).isInstanceOf(Opened.class);
    assertThat(open(impostor.initiation(TIME, 2)))
        .isEqualTo(new Refused(InitiationRefusal.BAD_TIMESTAMP));
    assertThat(open(honest.initiation(TIME, 3))).isEqualTo(new Opened(victim.publicKey(), TIME, 3));
  }

  @Test
  void aTimestampOfOneInitiationDoesNotFitAnother() {
    FakeClient client = FakeClient.of(PrivateKey.generate(random), gateway.publicKey(), random);
    byte[] first = client.initiation(TIME, 1);
    byte[] second = client.initiation(TIME, 1);
    System.arraycopy(
        first,
        Initiation.ENCRYPTED_TIMESTAMP,
        second,
        Initiation.ENCRYPTED_TIMESTAMP,
        Initiation.ENCRYPTED_TIMESTAMP_LENGTH);
    Messages.writeMac1(second, gateway.publicKey());

    assertThat(open(second)).isEqualTo(new Refused(InitiationRefusal.BAD_TIMESTAMP));
  }

  @Test
  void theListedPointsAreOfLowOrder() {
    byte[] scalar = gateway.toBytes();

    assertThat(lowOrderPoints())
        .hasSize(14)
        .allSatisfy(
            point ->
                assertThat(
                        X25519.calculateAgreement(scalar, 0, point.toBytes(), 0, new byte[32], 0))
                    .isFalse());
  }

  private InitiationResult open(byte[] message) {
    return responder.open(ByteBuffer.wrap(message));
  }
}
