package io.jitpeers.wireguard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.jspecify.annotations.Nullable;

/**
 * Checks MAC1 of initiations to one responder (whitepaper section 5.4.4). MAC1 is BLAKE2s-128 over
 * the first 116 bytes of the message, keyed with a hash of the responder's public key. A valid MAC1
 * shows, without any Diffie-Hellman, that the sender knows the responder's public key. Immutable
 * and thread-safe. Checking allocates no memory.
 */
final class Mac1 {
  static final int LENGTH = 16;

  private static final byte[] LABEL = "mac1----".getBytes(StandardCharsets.US_ASCII);

  // Unlike ByteBuffer.getInt, this reads little endian whatever the buffer's byte order and
  // alignment.
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  // The words contain no secret: the key of MAC1 is derived from a public key.
  private static final ThreadLocal<int[]> WORDS =
      ThreadLocal.withInitial(() -> new int[Blake2s.WORDS]);

  private final int[] keyed = new int[8];

  Mac1(PublicKey responder) {
    byte[] key = new byte[Blake2s.BLOCK_LENGTH];
    Blake2sDigest digest = new Blake2sDigest(256);
    digest.update(LABEL, 0, LABEL.length);
    digest.update(responder.toBytes(), 0, PublicKey.LENGTH);
    digest.doFinal(key, 0);
    // BLAKE2s hashes its key as the first block, so the state after that block is the same for all
    // messages.
    int[] w = new int[Blake2s.WORDS];
    Blake2s.start(w, LENGTH, Keys.LENGTH);
    load(w, ByteBuffer.wrap(key), 0, key.length);
    Blake2s.compress(w, Blake2s.BLOCK_LENGTH, false);
    System.arraycopy(w, Blake2s.STATE, keyed, 0, keyed.length);
  }

  /** Returns whether a message of 148 bytes, from the buffer's position on, has a valid MAC1. */
  boolean matches(ByteBuffer message) {
    int start = message.position();
    int[] w = compute(message, start);
    int difference = 0;
    // The loop has no early exit: the time must not reveal how many bytes of a guess were right.
    for (int i = 0; i < LENGTH / 4; i++) {
      difference |= w[Blake2s.STATE + i] ^ (int) INTS.get(message, start + Initiation.MAC1 + i * 4);
    }
    return difference == 0;
  }

  /** Returns why an initiation is refused; null if its MAC1 matches. */
  @Nullable InitiationRefusal check(ByteBuffer message) {
    return matches(message) ? null : InitiationRefusal.BAD_MAC1;
  }

  /**
   * Sets all lanes to the state of BLAKE2s after the key block. Every computation of MAC1 starts
   * from this state.
   */
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
