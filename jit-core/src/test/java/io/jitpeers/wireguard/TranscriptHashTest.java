package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The results are those of Bouncy Castle's BLAKE2s. */
class TranscriptHashTest {
  static IntStream lengths() {
    return IntStream.rangeClosed(1, 23).map(words -> words * Integer.BYTES);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void mixesAField(int length) {
    Random random = new Random(length);
    byte[] initial = new byte[TranscriptHash.LENGTH];
    byte[] message = new byte[148];
    random.nextBytes(initial);
    random.nextBytes(message);
    Blake2sDigest digest = new Blake2sDigest(TranscriptHash.LENGTH * Byte.SIZE);
    byte[] expected = initial.clone();
    TranscriptHash hash = new TranscriptHash(initial);
    byte[] result = new byte[TranscriptHash.LENGTH];

    for (int times = 0; times < 2; times++) {
      digest.update(expected, 0, expected.length);
      digest.update(message, 8, length);
      digest.doFinal(expected, 0);
      hash.mix(message, 8, length);
    }
    hash.copyTo(result);

    assertThat(result).isEqualTo(expected);
  }
}
