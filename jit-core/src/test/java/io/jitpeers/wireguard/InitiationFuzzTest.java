package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.testing.fuzz.Fuzzer;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recorded initiations, spoilt: each is opened as it was sent, or refused, and that is all. */
@Tag("fuzz")
class InitiationFuzzTest {
  private final List<RecordedInitiation> recorded = RecordedInitiation.of("ethernet");
  private final ResponderKey key = ResponderKey.of(recorded.get(0).gatewayKey());

  @Test
  void opensOrRefusesWhateverComes() {
    Map<String, Integer> said =
        Fuzzer.of("initiation", getClass())
            .inputs(recorded.stream().map(RecordedInitiation::bytes).toList())
            .upTo(400)
            .costingAtMost(64 << 10)
            .run(3_000, this::open);
    assertThat(said.keySet())
        .contains(
            "NOT_AN_INITIATION NOT_AN_INITIATION",
            "BAD_MAC1 BAD_STATIC",
            "BAD_MAC1 BAD_TIMESTAMP",
            "BAD_MAC1 opened",
            "opened opened");
  }

  /** As it is, and with the right MAC1, as whoever knows the gateway's public key can have it. */
  private String open(byte[] input) {
    String asItIs = openOnce(input);
    if (input.length >= Initiation.MAC2) {
      Messages.writeMac1(input, key.publicKey());
    }
    return asItIs + " " + openOnce(input);
  }

  private String openOnce(byte[] input) {
    ByteBuffer datagram = ByteBuffer.wrap(input).asReadOnlyBuffer();
    InitiationRefusal atOnce = key.check(datagram);
    InitiationResult result = key.open(datagram);
    assertThat(datagram.position()).isZero();
    if (result instanceof Refused refused) {
      assertThat(atOnce == null || atOnce == refused.reason()).isTrue();
      return refused.reason().name();
    }
    assertThat(atOnce).isNull();
    assertThat(recorded).anyMatch(sent -> isOf(sent, input, (Opened) result));
    return "opened";
  }

  /** The sender index and MAC2 are nobody's to prove; all else is as it was sent. */
  private static boolean isOf(RecordedInitiation sent, byte[] input, Opened opened) {
    return opened.initiator().equals(sent.initiator())
        && opened.timestamp().equals(sent.timestamp())
        && Arrays.equals(
            input,
            Initiation.EPHEMERAL,
            Initiation.MAC1,
            sent.bytes(),
            Initiation.EPHEMERAL,
            Initiation.MAC1);
  }
}
