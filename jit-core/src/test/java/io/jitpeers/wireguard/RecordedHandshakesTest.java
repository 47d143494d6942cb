package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Initiations of kernel clients are opened here, intact and damaged. */
class RecordedHandshakesTest {

  static List<RecordedInitiation> all() {
    return RecordedInitiation.all();
  }

  @Test
  void thereAre48() {
    assertThat(all()).hasSize(48);
  }

  @ParameterizedTest
  @MethodSource("all")
  void opensToTheExpectedInitiator(RecordedInitiation recorded) {
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());

    assertThat(key.check(recorded.datagram())).isNull();
    assertThat(key.open(recorded.datagram())).isEqualTo(opened(recorded));
  }

  @Test
  void opensTheSameAgainWithTheCachedSecret() {
    RecordedInitiation recorded = all().get(0);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());

    for (int i = 0; i < 3; i++) {
      assertThat(key.open(recorded.datagram())).isEqualTo(opened(recorded));
    }
    assertThat(key.cachedStaticSecrets()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ethernet", "raw-ip", "port-443"})
  void oneFlippedBitIsRefused(String capture) {
    RecordedInitiation recorded = RecordedInitiation.of(capture).get(3);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());
    byte[] message = recorded.bytes();
    for (int bit = 0; bit < Initiation.MAC2 * 8; bit++) {
      message[bit / 8] ^= (byte) (1 << bit % 8);
      InitiationRefusal expected =
          bit < Initiation.SENDER_INDEX * 8
              ? InitiationRefusal.NOT_AN_INITIATION
              : InitiationRefusal.BAD_MAC1;

      assertThat(key.check(ByteBuffer.wrap(message))).as("bit %d", bit).isEqualTo(expected);
      assertThat(key.open(ByteBuffer.wrap(message)))
          .as("bit %d", bit)
          .isEqualTo(new Refused(expected));
      message[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  /**
   * An attacker can correct MAC1, because it needs no secret; the fields alone must reject the
   * change.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ethernet", "raw-ip", "port-443"})
  void oneFlippedBitUnderARightMac1IsRefused(String capture) {
    RecordedInitiation recorded = RecordedInitiation.of(capture).get(5);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());
    byte[] message = recorded.bytes();
    // Each bit costs one or two Diffie-Hellman operations, so only every third bit of each field is
    // flipped.
    for (int bit = Initiation.EPHEMERAL * 8; bit < Initiation.MAC1 * 8; bit += 3) {
      message[bit / 8] ^= (byte) (1 << bit % 8);
      Messages.writeMac1(message, key.publicKey());
      InitiationRefusal expected =
          bit < Initiation.ENCRYPTED_TIMESTAMP * 8
              ? InitiationRefusal.BAD_STATIC
              : InitiationRefusal.BAD_TIMESTAMP;

      assertThat(key.open(ByteBuffer.wrap(message)))
          .as("bit %d", bit)
          .isEqualTo(new Refused(expected));
      message[bit / 8] ^= (byte) (1 << bit % 8);
    }
    assertThat(key.cachedStaticSecrets()).isZero();
  }

  @Test
  void mac2IsNotLookedAt() {
    RecordedInitiation recorded = all().get(10);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());
    byte[] message = recorded.bytes();
    for (int i = Initiation.MAC2; i < Initiation.LENGTH; i++) {
      message[i] ^= 0x5A;
    }

    assertThat(key.open(ByteBuffer.wrap(message))).isEqualTo(opened(recorded));
  }

  @Test
  void anotherGatewayRefusesAtMac1() {
    ResponderKey other = ResponderKey.of(PrivateKey.generate(new SecureRandom()));

    assertThat(all())
        .allSatisfy(
            recorded ->
                assertThat(other.open(recorded.datagram()))
                    .isEqualTo(new Refused(InitiationRefusal.BAD_MAC1)));
  }

  @Test
  void everyOtherLengthIsRefused() {
    RecordedInitiation recorded = all().get(0);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());
    byte[] message = recorded.bytes();
    for (int length = 0; length <= 300; length++) {
      byte[] resized = Arrays.copyOf(message, length);
      boolean right = length == Initiation.LENGTH;

      assertThat(key.check(ByteBuffer.wrap(resized)) == null)
          .as("length %d", length)
          .isEqualTo(right);
      assertThat(key.open(ByteBuffer.wrap(resized)))
          .isEqualTo(right ? opened(recorded) : new Refused(InitiationRefusal.NOT_AN_INITIATION));
    }
  }

  @Test
  void readsAnyBufferAndNeverMovesIt() {
    RecordedInitiation recorded = all().get(20);
    ResponderKey key = ResponderKey.of(recorded.gatewayKey());
    // 3 bytes before and 2 behind, so that nothing is aligned.
    ByteBuffer heap = ByteBuffer.allocate(Initiation.LENGTH + 5);
    ByteBuffer direct = ByteBuffer.allocateDirect(Initiation.LENGTH + 5);
    for (ByteBuffer buffer : List.of(heap, direct)) {
      buffer.put(3, recorded.bytes()).position(3).limit(3 + Initiation.LENGTH);
    }
    List<ByteBuffer> buffers =
        List.of(heap, direct, heap.asReadOnlyBuffer(), direct.asReadOnlyBuffer(), heap.slice());
    for (ByteBuffer buffer : buffers) {
      for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
        ByteBuffer before = buffer.order(order).duplicate();

        assertThat(key.check(buffer)).isNull();
        assertThat(key.open(buffer)).isEqualTo(opened(recorded));
        assertThat(buffer.position()).isEqualTo(before.position());
        assertThat(buffer.limit()).isEqualTo(before.limit());
        assertThat(buffer.order()).isEqualTo(order);
        assertThat(buffer).isEqualTo(before);
      }
    }
  }

  private static Opened opened(RecordedInitiation recorded) {
    return new Opened(recorded.initiator(), recorded.timestamp(), recorded.senderIndex());
  }
}
