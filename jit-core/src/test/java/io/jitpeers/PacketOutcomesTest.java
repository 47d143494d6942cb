package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.Outcome;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every datagram ends in exactly one outcome, the right one, which is counted, and never in an
 * exception. The control plane is asked only if the datagram's timestamp was opened.
 */
class PacketOutcomesTest {
  private static final int LENGTH = Messages.INITIATION_LENGTH;
  private static final int ENCRYPTED_STATIC = 40;
  private static final int ENCRYPTED_TIMESTAMP = 88;
  private static final int MAC1 = 116;
  private static final int MAC2 = 132;

  private Harness h;
  private PrivateKey client;

  @BeforeEach
  void start() throws Exception {
    h = Harness.setup().start();
    client = h.knownClient(1);
  }

  @AfterEach
  void nothingIsLeftOrLost() {
    var statistics = h.orchestrator.statistics();
    assertThat(statistics.outcomes().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(statistics.received());
    assertThat(statistics.count(Outcome.INTERNAL_ERROR)).isZero();
    assertThat(statistics.pending()).isZero();
    h.close();
  }

  /** Delivers a datagram and returns the outcome that was counted. */
  private Outcome outcome(byte[] datagram) {
    // Lets time pass, because a frame that was seen a moment ago is a duplicate.
    h.time.advance(java.time.Duration.ofSeconds(10));
    var before = h.orchestrator.statistics();
    TestPacket packet = h.source.deliver(new TestPacket(datagram, h.time.nanoTime()));
    h.stages.runAll();
    var after = h.orchestrator.statistics();
    assertThat(after.received()).isEqualTo(before.received() + 1);
    List<Outcome> counted =
        Arrays.stream(Outcome.values())
            .filter(outcome -> after.count(outcome) != before.count(outcome))
            .toList();
    assertThat(counted).hasSize(1);
    assertThat(after.count(counted.get(0))).isEqualTo(before.count(counted.get(0)) + 1);
    assertThat(packet.outcome()).isEqualTo(counted.get(0).packetOutcome());
    return counted.get(0);
  }

  private void assertRefused(Outcome expected, byte[] datagram, String what) {
    int asked = h.control.questions().size();
    assertThat(outcome(datagram)).as(what).isEqualTo(expected);
    assertThat(expected.packetOutcome()).isEqualTo(PacketOutcome.REJECTED);
    assertThat(h.control.questions()).as("lookups for %s", what).hasSize(asked);
    assertThat(h.isResident(client.publicKey())).isFalse();
  }

  private byte[] initiation() {
    return bytes(h.initiation(client));
  }

  private static byte[] bytes(TestPacket packet) {
    byte[] bytes = new byte[packet.payload().remaining()];
    packet.payload().get(packet.payload().position(), bytes);
    return bytes;
  }

  private Tai64n now() {
    return Tai64n.of(h.time.wallTime());
  }

  /** Sets a valid MAC1, which everyone who knows the gateway's public key can compute. */
  private byte[] withMac1(byte[] message) {
    Messages.writeMac1(message, h.gateway.publicKey());
    return message;
  }

  @Test
  void everyLengthButOneIsNoInitiation() {
    for (int length = 0; length <= 200; length++) {
      if (length != LENGTH) {
        assertRefused(
            Outcome.NOT_AN_INITIATION, Arrays.copyOf(initiation(), length), length + " bytes");
      }
    }
    assertThat(outcome(initiation())).isEqualTo(Outcome.INSTALLED);
  }

  @Test
  void everyLengthOfNoiseIsNoInitiation() {
    Random noise = new Random(3);
    for (int length = 0; length <= 200; length++) {
      byte[] bytes = new byte[length];
      noise.nextBytes(bytes);
      assertRefused(Outcome.NOT_AN_INITIATION, bytes, length + " bytes of noise");
    }
  }

  @Test
  void everyOtherTypeIsNoInitiation() {
    for (int type = 0; type < 256; type++) {
      if (type != Messages.INITIATION) {
        byte[] message = initiation();
        message[0] = (byte) type;
        assertRefused(Outcome.NOT_AN_INITIATION, withMac1(message), "type " + type);
      }
    }
  }

  @Test
  void everyReservedBitHasToBeZero() {
    for (int bit = 8; bit < 32; bit++) {
      byte[] message = initiation();
      message[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(Outcome.NOT_AN_INITIATION, withMac1(message), "reserved bit " + bit);
    }
  }

  @Test
  void everyBitBeforeMac2CountsForMac1() {
    for (int bit = 32; bit < MAC2 * 8; bit++) {
      byte[] message = initiation();
      message[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(Outcome.BAD_MAC1, message, "bit " + bit);
    }
  }

  @Test
  void mac2IsNotLookedAt() {
    byte[] message = initiation();
    Arrays.fill(message, MAC2, LENGTH, (byte) 0xA5);
    assertThat(outcome(message)).isEqualTo(Outcome.INSTALLED);
  }

  @Test
  void withTheRightMac1EachLaterStepRefusesOnItsOwn() {
    for (int at = 8; at < MAC1; at++) {
      byte[] message = initiation();
      message[at] ^= 0x04;
      Outcome expected = at < ENCRYPTED_TIMESTAMP ? Outcome.BAD_STATIC : Outcome.BAD_TIMESTAMP;
      assertRefused(expected, withMac1(message), "byte " + at);
    }
  }

  @Test
  void whatIsOfAnotherHandshakeDoesNotFit() {
    byte[] other = initiation();
    byte[] message = initiation();
    System.arraycopy(other, ENCRYPTED_STATIC, message, ENCRYPTED_STATIC, 48);
    assertRefused(Outcome.BAD_STATIC, withMac1(message), "another's static key");
    message = initiation();
    System.arraycopy(other, ENCRYPTED_TIMESTAMP, message, ENCRYPTED_TIMESTAMP, 28);
    assertRefused(Outcome.BAD_TIMESTAMP, withMac1(message), "another's timestamp");
  }

  @Test
  void anImpostorsTimestampDoesNotOpen() {
    PublicKey claimed = client.publicKey();
    FakeClient impostor = FakeClient.impostor(claimed, h.gateway.publicKey(), h.random);
    assertRefused(Outcome.BAD_TIMESTAMP, impostor.initiation(now(), 1), "an impostor");
  }

  @Test
  void anotherGatewaysInitiationHasAWrongMac1() {
    PrivateKey other = h.newClient();
    FakeClient lost = FakeClient.of(client, other.publicKey(), h.random);
    assertRefused(Outcome.BAD_MAC1, lost.initiation(now(), 1), "to another gateway");
    assertRefused(
        Outcome.BAD_STATIC, withMac1(lost.initiation(now(), 2)), "to another, readdressed");
  }

  @Test
  void everyPointOfLowOrderIsRefusedInBothPlaces() {
    FakeClient honest = FakeClient.of(client, h.gateway.publicKey(), h.random);
    List<PublicKey> points = lowOrderPoints();
    assertThat(points).hasSize(14);
    for (PublicKey point : points) {
      assertRefused(
          Outcome.LOW_ORDER_POINT,
          honest.initiationWithLowOrderEphemeral(point, now(), 1),
          "ephemeral " + point);
      FakeClient forger = FakeClient.ofLowOrder(point, h.gateway.publicKey(), h.random);
      assertRefused(Outcome.LOW_ORDER_POINT, forger.initiation(now(), 2), "static " + point);
    }
  }

  /** Seven points, each with and without the top bit, which X25519 ignores. */
  private static List<PublicKey> lowOrderPoints() {
    String middle = "ff".repeat(30);
    return Stream.of(
            "00".repeat(32),
            "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ec" + middle + "7f",
            "ed" + middle + "7f",
            "ee" + middle + "7f")
        .map(HexFormat.of()::parseHex)
        .flatMap(
            point -> {
              byte[] twin = point.clone();
              twin[31] |= (byte) 0x80;
              return Stream.of(PublicKey.ofBytes(point), PublicKey.ofBytes(twin));
            })
        .toList();
  }

  @Test
  void theGatewaysOwnKeyIsNobodysToClaim() {
    assertRefused(Outcome.OWN_KEY, bytes(h.initiation(h.gateway)), "its own key");
    FakeClient impostor =
        FakeClient.impostor(h.gateway.publicKey(), h.gateway.publicKey(), h.random);
    assertRefused(Outcome.BAD_TIMESTAMP, impostor.initiation(now(), 1), "its own key, claimed");
  }

  @Test
  void aRecordingIsAReplayForAsLongAsItIsRemembered() {
    byte[] message = initiation();
    assertThat(outcome(message)).isEqualTo(Outcome.INSTALLED);
    h.orchestrator.evict(client.publicKey());
    h.stages.runAll();
    assertRefused(Outcome.REPLAYED, message, "a recording");
    message[4] ^= 1;
    assertRefused(Outcome.REPLAYED, withMac1(message), "a recording with another index");
  }

  /**
   * Each of these outcomes occurs before a timestamp is opened, so the control plane is not asked.
   */
  @Test
  void noiseWithTheRightMac1IsRefusedAndNobodyIsAsked() {
    Random noise = new Random(4);
    for (int i = 0; i < 300; i++) {
      byte[] message = new byte[LENGTH];
      noise.nextBytes(message);
      System.arraycopy(new byte[] {1, 0, 0, 0}, 0, message, 0, 4);
      assertRefused(Outcome.BAD_STATIC, withMac1(message), "noise " + i);
    }
  }
}
