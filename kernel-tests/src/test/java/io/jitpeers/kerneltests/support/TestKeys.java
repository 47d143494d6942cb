package io.jitpeers.kerneltests.support;

import io.jitpeers.wireguard.PresharedKey;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.util.Random;

/** Keys by number: the same number is the same key, in every run. Secret from nobody. */
public final class TestKeys {
  private TestKeys() {}

  /** A private key; {@link PrivateKey#publicKey} is the one that belongs to it. */
  public static PrivateKey privateKey(int number) {
    return PrivateKey.ofBytes(bytes(number, "private"));
  }

  /**
   * A public key whose private key nobody knows: quickly made, where nobody needs to talk to the
   * peer.
   */
  public static PublicKey publicKey(int number) {
    return PublicKey.ofBytes(bytes(number, "public"));
  }

  /** A preshared key. */
  public static PresharedKey presharedKey(int number) {
    return PresharedKey.ofBytes(bytes(number, "preshared"));
  }

  private static byte[] bytes(int number, String kind) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    new Random(((long) kind.hashCode() << 32) | number).nextBytes(bytes);
    // Below the field's prime, whatever the rest is.
    bytes[PublicKey.LENGTH - 1] &= 0x7F;
    return bytes;
  }
}
