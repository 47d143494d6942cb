package io.jitpeers.wireguard;

import java.util.Base64;

/**
 * Converts 32-byte keys from and to text, for all key types. Exception messages never contain key
 * text.
 */
final class Keys {
  /** The length in bytes of a Curve25519 key and of a preshared key (whitepaper section 5.4). */
  static final int LENGTH = 32;

  private static final int BASE64_LENGTH = 44;

  private Keys() {}

  static byte[] copyOf(byte[] bytes, String what) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          what + " must be " + LENGTH + " bytes, not " + bytes.length);
    }
    return bytes.clone();
  }

  static byte[] fromBase64(String text, String what) {
    if (text.length() != BASE64_LENGTH) {
      throw new IllegalArgumentException(
          what + " must be " + BASE64_LENGTH + " base64 characters, not " + text.length());
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // The message of the decoder's exception quotes the invalid character, which may be part of a
      // secret.
      throw new IllegalArgumentException(what + " is not base64");
    }
    if (bytes.length != LENGTH || !Base64.getEncoder().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException(what + " is not the canonical base64 of 32 bytes");
    }
    return bytes;
  }

  static String toBase64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
