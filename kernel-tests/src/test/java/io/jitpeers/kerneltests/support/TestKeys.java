package io.jitpeers.kerneltests.support;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.Random;

/** Keys by number: the same number gives the same key in every run. They are not secret. */
public final class TestKeys {
  private TestKeys() {}

  /** Returns a private key; {@link PrivateKey#publicKey} returns its public key. */
  public static PrivateKey privateKey(int number) {
    return PrivateKey.ofBytes(bytes(number, "private"));
  }

  /**
   * Returns a public key without a known private key. It is quick to create, for peers with which
   * no client communicates.
   */
  public static PublicKey publicKey(int number) {
    return PublicKey.ofBytes(bytes(number, "public"));
  }

  /** Returns a preshared key. */
  public static PresharedKey presharedKey(int number) {
    return PresharedKey.ofBytes(bytes(number, "preshared"));
  }

  private static byte[] bytes(int number, String kind) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    new Random(((long) kind.hashCode() << 32) | number).nextBytes(bytes);
    // Less than the field's prime, whatever the other bytes are.
    bytes[PublicKey.LENGTH - 1] &= 0x7F;
    return bytes;
  }
}
