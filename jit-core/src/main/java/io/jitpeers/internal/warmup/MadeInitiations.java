package io.jitpeers.internal.warmup;

import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * Creates initiations to one responder, each from a different initiator (WireGuard whitepaper,
 * section 5.4.2). All initiations share one ephemeral key, so each takes only two X25519
 * operations. A shared key is acceptable here because no session needs to be secret. Not
 * thread-safe.
 */
final class MadeInitiations {
  private static final int LENGTH = 148;
  private static final int MAC1 = 116;
  private static final int KEY = 32;
  private static final int TAG = 16;
  private static final byte[] CONSTRUCTION = ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
  private static final byte[] IDENTIFIER = ascii("WireGuard v1 zx2c4 Jason@zx2c4.com");
  private static final byte[] MAC1_LABEL = ascii("mac1----");
  private static final byte[] NO_NONCE = new byte[12];

  private final PublicKey responder;
  private final SecureRandom random;
  private final PrivateKey ephemeral;
  private final byte[] ephemeralAgreement;
  private int sender;

  MadeInitiations(PublicKey responder, SecureRandom random) {
    this.responder = responder;
    this.random = random;
    this.ephemeral = PrivateKey.generate(random);
    this.ephemeralAgreement = agree(ephemeral, responder);
  }

  /** Returns an initiation of a new initiator. */
  byte[] next(Instant now) {
    PrivateKey initiator = PrivateKey.generate(random);
    byte[] ephemeralKey = ephemeral.publicKey().toBytes();
    byte[] chain = hash(CONSTRUCTION);
    byte[] hash = hash(hash(chain, IDENTIFIER), responder.toBytes());
    hash = hash(hash, ephemeralKey);
    chain = derive(chain, ephemeralKey, KEY);
    byte[] keys = derive(chain, ephemeralAgreement, 2 * KEY);
    byte[] encryptedStatic = encrypt(keys, hash, initiator.publicKey().toBytes());
    hash = hash(hash, encryptedStatic);
    keys = derive(Arrays.copyOf(keys, KEY), agree(initiator, responder), 2 * KEY);
    byte[] encryptedTimestamp = encrypt(keys, hash, Tai64n.of(now).toBytes());
    ByteBuffer message = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(1).putInt(++sender).put(ephemeralKey);
    message.put(encryptedStatic).put(encryptedTimestamp);
    message.put(mac1(message.array()));
    return message.array();
  }

  private byte[] mac1(byte[] message) {
    Blake2sDigest mac = new Blake2sDigest(hash(MAC1_LABEL, responder.toBytes()), TAG, null, null);
    mac.update(message, 0, MAC1);
    byte[] result = new byte[TAG];
    mac.doFinal(result, 0);
    return result;
  }

  private static byte[] agree(PrivateKey key, PublicKey other) {
    byte[] secret = new byte[KEY];
    boolean unused = X25519.calculateAgreement(key.toBytes(), 0, other.toBytes(), 0, secret, 0);
    return secret;
  }

  /**
   * Computes Kdf1 of the WireGuard whitepaper if the length is 32, or Kdf2 if the length is 64.
   * Returns the chaining key; for Kdf2, it is followed by the derived key.
   */
  private static byte[] derive(byte[] chain, byte[] input, int length) {
    HKDFBytesGenerator kdf = new HKDFBytesGenerator(new Blake2sDigest(KEY * Byte.SIZE));
    kdf.init(new HKDFParameters(input, chain, null));
    byte[] keys = new byte[length];
    kdf.generateBytes(keys, 0, length);
    return keys;
  }

  private static byte[] encrypt(byte[] keys, byte[] hash, byte[] plain) {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(true, new ParametersWithIV(new KeyParameter(keys, KEY, KEY), NO_NONCE));
    cipher.processAADBytes(hash, 0, hash.length);
    byte[] result = new byte[plain.length + TAG];
    int written = cipher.processBytes(plain, 0, plain.length, result, 0);
    try {
      cipher.doFinal(result, written);
    } catch (InvalidCipherTextException e) {
      throw new AssertionError("only decrypting checks a tag", e);
    }
    return result;
  }

  private static byte[] hash(byte[]... parts) {
    Blake2sDigest digest = new Blake2sDigest(KEY * Byte.SIZE);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] result = new byte[KEY];
    digest.doFinal(result, 0);
    return result;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
