package io.jitpeers.wireguard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.jspecify.annotations.Nullable;

/**
 * MAC1 of initiations to one responder (whitepaper section 5.4.4): BLAKE2s-128 over the 116 bytes
 * before it, keyed with a hash of the responder's public key. It shows that the sender knows that
 * key, and costs no Diffie-Hellman. Immutable and thread-safe. Checking allocates nothing.
 */
final class Mac1 {
  static final int LENGTH = 16;

  private static final byte[] LABEL = "mac1----".getBytes(StandardCharsets.US_ASCII);

  // Unlike ByteBuffer.getInt, right whatever the buffer's own order is, and at any alignment.
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  // Holds nothing secret: the key of MAC1 is made of a public key.
  private static final ThreadLocal<int[]> WORDS =
      ThreadLocal.withInitial(() -> new int[Blake2s.WORDS]);

  private final int[] keyed = new int[8];

  Mac1(PublicKey responder) {
    byte[] key = new byte[Blake2s.BLOCK_LENGTH];
    Blake2sDigest digest = new Blake2sDigest(256);
    digest.update(LABEL, 0, LABEL.length);
    digest.update(responder.toBytes(), 0, PublicKey.LENGTH);
    digest.doFinal(key, 0);
    // BLAKE2s hashes its key as a first block, so the state behind that block is the same for all.
    int[] w = new int[Blake2s.WORDS];
    Blake2s.start(w, LENGTH, Keys.LENGTH);
    load(w, ByteBuffer.wrap(key), 0, key.length);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH, false);
    System.arraycopy(w, Blake2s.STATE, keyed, 0, keyed.length);
  }

  /** Returns whether 148 bytes, from the buffer's position on, carry the right MAC1. */
  boolean matches(ByteBuffer message) {
    int start = message.position();
    int[] w = compute(message, start);
    int difference = 0;
    // No early exit: the time must not tell how much of a guess was right.
    for (int i = 0; i < LENGTH / 4; i++) {
      difference |= w[Blake2s.STATE + i] ^ (int) INTS.get(message, start + Initiation.MAC1 + i * 4);
    }
    return difference == 0;
  }

  /** What is wrong with an initiation's MAC1; null if it matches. */
  @Nullable InitiationRefusal check(ByteBuffer message) {
    return matches(message) ? null : InitiationRefusal.BAD_MAC1;
  }

  /** Sets the state behind the key block, with which every MAC1 begins, in all lanes. */
  void start(Blake2sLanes lanes) {
    lanes.start(keyed);
  }

  private int[] compute(ByteBuffer message, int start) {
    int[] w = WORDS.get();
    System.arraycopy(keyed, 0, w, Blake2s.STATE, keyed.length);
    load(w, message, start, Blake2s.BLOCK_LENGTH);
    Blake2s.compress(w, 2 * Blake2s.BLOCK_LENGTH, false);
    load(w, message, start + Blake2s.BLOCK_LENGTH, Initiation.MAC1 - Blake2s.BLOCK_LENGTH);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH + Initiation.MAC1, true);
    return w;
  }

  private static void load(int[] w, ByteBuffer message, int from, int length) {
    for (int i = 0; i < Blake2s.BLOCK_LENGTH / 4; i++) {
      w[Blake2s.BLOCK + i] = i * 4 < length ? (int) INTS.get(message, from + i * 4) : 0;
    }
  }
}
