package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

/** Reads the key at the end of a path, in each of the forms that gateways can send. */
final class RequestedKey {
  private static final int HEX_LENGTH = 2 * PublicKey.LENGTH;
  private static final int UNPADDED_LENGTH = 43;

  private RequestedKey() {}

  /**
   * Reads a key.
   *
   * @param text the part after {@code /peer/}, percent-decoded: URL-safe base64 without padding,
   *     hexadecimal digits, or the base64 that wg(8) prints
   * @return the key, or empty if it is invalid
   */
  static Optional<PublicKey> parse(String text) {
    try {
      return Optional.of(
          switch (text.length()) {
            case HEX_LENGTH -> PublicKey.ofHex(text);
            case UNPADDED_LENGTH ->
                PublicKey.ofBase64(text.replace('-', '+').replace('_', '/') + "=");
            default -> PublicKey.ofBase64(text);
          });
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
