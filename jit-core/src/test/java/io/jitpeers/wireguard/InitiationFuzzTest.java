package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testing.RecordedInitiation;
import io.jitpeers.testing.fuzz.FuzzTarget;
import io.jitpeers.testing.fuzz.Fuzzer;
import io.jitpeers.testkit.wireguard.Messages;
import io.jitpeers.wireguard.InitiationResult.Opened;
import io.jitpeers.wireguard.InitiationResult.Refused;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated recorded initiations: each is opened as it was sent, or refused. */
@Tag("fuzz")
class InitiationFuzzTest implements FuzzTarget {
  private static final int RESPONSE = 2;
  private static final int COOKIE = 3;
  private static final int DATA = 4;

  /** The number that is checked together, plus one. */
  private static final int BATCH = Mac1Batch.BREAK_EVEN + 1;

  private final List<RecordedInitiation> recorded = RecordedInitiation.of("ethernet");
  private final ResponderKey key = ResponderKey.of(recorded.get(0).gatewayKey());

  @Test
  void opensOrRefusesWhateverComes() {
    assertThat(Fuzzer.run(this, 3_000).keySet())
        .contains(
            "NOT_AN_INITIATION NOT_AN_INITIATION",
            "BAD_MAC1 BAD_STATIC",
            "BAD_MAC1 BAD_TIMESTAMP",
            "BAD_MAC1 opened",
            "opened opened");
  }

  @Override
  public String name() {
    return "initiation";
  }

  @Override
  public List<byte[]> inputs() {
    return FuzzTarget.joined(
        recorded.stream().map(RecordedInitiation::bytes).toList(),
        List.of(message(RESPONSE, 92), message(COOKIE, 64), message(DATA, 32), message(DATA, 148)));
  }

  /** Returns one of WireGuard's other messages, as far as a reader of initiations looks. */
  private static byte[] message(int type, int length) {
    byte[] message = new byte[length];
    message[0] = (byte) type;
    return message;
  }

  @Override
  public int longest() {
    return 400;
  }

  @Override
  public long mostBytes() {
    return 64 << 10;
  }

  /**
   * Reads an input as it is and with a valid MAC1, which everyone who knows the gateway's public
   * key can compute.
   */
  @Override
  public String read(byte[] input) {
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
    assertThat(amongOthers(datagram)).isEqualTo(atOnce);
    if (result instanceof Refused refused) {
      assertThat(atOnce == null || atOnce == refused.reason()).isTrue();
      return refused.reason().name();
    }
    assertThat(atOnce).isNull();
    assertThat(recorded).anyMatch(sent -> isOf(sent, input, (Opened) result));
    return "opened";
  }

  /** Returns the result for a datagram that is checked together with many others. */
  private InitiationRefusal amongOthers(ByteBuffer datagram) {
    ByteBuffer[] datagrams = new ByteBuffer[BATCH];
    Arrays.fill(datagrams, ByteBuffer.wrap(recorded.get(0).bytes()));
    datagrams[1] = datagram;
    InitiationRefusal[] refusals = new InitiationRefusal[BATCH];
    key.check(datagrams, BATCH, refusals);
    return refusals[1];
  }

  /**
   * Returns whether an opened input has the content that was sent, except for the sender index and
   * MAC2, which nothing authenticates.
   */
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
