package io.jitpeers.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.junit.jupiter.api.Test;

class Blake2sTest {

  @Test
  void hashesAbcAsRfc7693AppendixB() {
    byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);

    assertThat(HexFormat.of().formatHex(hash(new byte[0], abc, 32)))
        .isEqualTo("508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
  }

  @Test
  void agreesWithBouncyCastleOnRandomKeysAndMessages() {
    Random random = new Random(7693);
    for (int i = 0; i < 2_000; i++) {
      byte[] key = bytes(random, random.nextInt(33));
      byte[] message = bytes(random, 1 + random.nextInt(300));
      int length = 1 + random.nextInt(32);

      assertThat(hash(key, message, length))
          .as("key of %d, message of %d, digest of %d", key.length, message.length, length)
          .isEqualTo(bouncyCastle(key, message, length));
    }
  }

  private static byte[] bouncyCastle(byte[] key, byte[] message, int length) {
    Blake2sDigest digest =
        key.length == 0
            ? new Blake2sDigest(length * 8)
            : new Blake2sDigest(key, length, null, null);
    digest.update(message, 0, message.length);
    byte[] result = new byte[length];
    digest.doFinal(result, 0);
    return result;
  }

  private static byte[] hash(byte[] key, byte[] message, int length) {
    int keyBlock = key.length == 0 ? 0 : Blake2s.BLOCK_LENGTH;
    byte[] input = Arrays.copyOf(key, keyBlock + message.length);
    System.arraycopy(message, 0, input, keyBlock, message.length);
    int[] w = new int[Blake2s.WORDS];
    Blake2s.start(w, length, key.length);
    for (int at = 0; at < input.length; at += Blake2s.BLOCK_LENGTH) {
      ByteBuffer block =
          ByteBuffer.wrap(Arrays.copyOfRange(input, at, at + Blake2s.BLOCK_LENGTH))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < 16; i++) {
        w[Blake2s.BLOCK + i] = block.getInt();
      }
      boolean last = at + Blake2s.BLOCK_LENGTH >= input.length;
      Blake2s.compress(w, last ? input.length : at + Blake2s.BLOCK_LENGTH, last);
    }
    ByteBuffer result = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 8; i++) {
      result.putInt(w[Blake2s.STATE + i]);
    }
    return Arrays.copyOf(result.array(), length);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
