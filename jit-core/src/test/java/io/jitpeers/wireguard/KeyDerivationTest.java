package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Random;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** The results are those of Bouncy Castle's HKDF. */
class KeyDerivationTest {
  private static final int LENGTH = 32;

  private static byte[] bytes(int[] words) {
    byte[] bytes = new byte[LENGTH];
    LittleEndian.write(words, bytes);
    return bytes;
  }

  @RepeatedTest(20)
  void derivesWhatHkdfDerives(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    byte[] chainingKey = new byte[LENGTH];
    byte[] input = new byte[LENGTH];
    random.nextBytes(chainingKey);
    random.nextBytes(input);
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new Blake2sDigest(LENGTH * Byte.SIZE));
    hkdf.init(new HKDFParameters(input, chainingKey, null));
    byte[] first = new byte[LENGTH];
    byte[] second = new byte[LENGTH];
    hkdf.generateBytes(first, 0, LENGTH);
    hkdf.generateBytes(second, 0, LENGTH);

    KeyDerivation derivation = new KeyDerivation();
    int[] chain = LittleEndian.words(chainingKey);
    int[] key = new int[LENGTH / Integer.BYTES];
    derivation.extract(chain, LittleEndian.words(input));
    derivation.first(chain);
    derivation.second(key);

    assertThat(bytes(chain)).isEqualTo(first);
    assertThat(bytes(key)).isEqualTo(second);
  }

  @Test
  void aCompressedSaltServesManyDerivations() {
    Random random = new Random(7);
    int[] saltWords = random.ints(8).toArray();
    KeyDerivation.Salt salt = new KeyDerivation.Salt(saltWords);
    KeyDerivation derivation = new KeyDerivation();
    for (int use = 0; use < 3; use++) {
      int[] input = random.ints(8).toArray();
      int[] first = new int[8];
      int[] second = new int[8];
      derivation.extract(salt, input);
      derivation.first(first);
      derivation.second(second);

      int[] expectedFirst = new int[8];
      int[] expectedSecond = new int[8];
      KeyDerivation plain = new KeyDerivation();
      plain.extract(saltWords, input);
      plain.first(expectedFirst);
      plain.second(expectedSecond);
      assertThat(first).isEqualTo(expectedFirst);
      assertThat(second).isEqualTo(expectedSecond);
      derivation.wipe();
    }
  }

  @Test
  void wipesEverything() throws Exception {
    KeyDerivation derivation = new KeyDerivation();
    int[] key = LittleEndian.words(new byte[LENGTH]);
    derivation.extract(key, key);
    derivation.first(key);
    derivation.second(key);

    derivation.wipe();

    for (Field field : KeyDerivation.class.getDeclaredFields()) {
      if (field.getType() == int[].class) {
        field.setAccessible(true);
        assertThat((int[]) field.get(derivation)).as(field.getName()).containsOnly(0);
      }
    }
  }
}
