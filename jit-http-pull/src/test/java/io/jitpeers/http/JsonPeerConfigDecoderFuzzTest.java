package io.jitpeers.http;

import static io.jitpeers.http.Peers.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.testing.fuzz.Fuzzer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutations of a valid document give a config for the key, or a refusal, and nothing else. */
@Tag("fuzz")
class JsonPeerConfigDecoderFuzzTest {
  private static final int ROUNDS = Fuzzer.rounds(50_000);
  private static final long SEED = 0x5EED;
  private static final String INTERESTING = "{}[]\",:\\/0-9.eEtfn\u0000\u007f ";

  private static final byte[] VALID =
      ("{\"version\":1,\"public_key\":\""
              + KEY
              + "\",\"preshared_key\":\""
              + Peers.key(3)
              + "\",\"allowed_ips\":[\"10.1.2.0/24\",\"2001:db8::/32\"],"
              + "\"endpoint\":\"[2001:db8::1]:51820\",\"persistent_keepalive\":25,"
              + "\"expires_at\":\"2026-12-31T23:59:59Z\",\"extra\":{\"a\":[1,2,{\"b\":null}]}}")
          .getBytes(StandardCharsets.UTF_8);

  private final JsonPeerConfigDecoder decoder = new JsonPeerConfigDecoder();

  @Test
  void everyMutationIsReadOrRefused() {
    SplittableRandom random = new SplittableRandom(SEED);
    int read = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] document = VALID;
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        document = mutate(document, random);
      }
      try {
        assertThat(decoder.decode(KEY, document).publicKey()).as("round %d", round).isEqualTo(KEY);
        read++;
      } catch (LookupException e) {
        assertThat(e.reason()).as("round %d", round).isEqualTo(Reason.REJECTED);
        assertThat(e.getMessage()).as("round %d", round).isNotBlank();
        refused++;
      }
    }
    // Otherwise the mutations are too wild or too tame to test anything.
    assertThat(read).isGreaterThan(ROUNDS / 100);
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  private static byte[] mutate(byte[] document, SplittableRandom random) {
    if (document.length == 0) {
      return document;
    }
    int from = random.nextInt(document.length);
    int to = from + random.nextInt(Math.min(20, document.length - from) + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(document, 0, from);
    switch (random.nextInt(6)) {
      case 0 -> { // flip a bit
        out.write(document[from] ^ (1 << random.nextInt(8)));
        out.write(document, from + 1, document.length - from - 1);
      }
      case 1 -> { // put something in
        out.write(INTERESTING.charAt(random.nextInt(INTERESTING.length())));
        out.write(document, from, document.length - from);
      }
      case 2 -> // take something out
          out.write(document, to, document.length - to);
      case 3 -> { // say something twice
        out.write(document, from, to - from);
        out.write(document, from, document.length - from);
      }
      case 4 -> { // any byte
        out.write(random.nextInt(256));
        out.write(document, from + 1, document.length - from - 1);
      }
      default -> {
        // cut it off
      }
    }
    return out.toByteArray();
  }
}
