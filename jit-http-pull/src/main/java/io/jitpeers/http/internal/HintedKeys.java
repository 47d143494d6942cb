package io.jitpeers.http.internal;

import io.jitpeers.wireguard.PublicKey;
import java.util.Optional;

/** Parses a key in any of the forms that {@link io.jitpeers.http.KeyEncoding} writes. */
final class HintedKeys {
  private static final int HEX_LENGTH = 2 * PublicKey.LENGTH;
  private static final int UNPADDED_LENGTH = 43;

  private HintedKeys() {}

  static Optional<PublicKey> parse(String text) {
    try {
      return Optional.of(
          switch (text.length()) {
            case HEX_LENGTH -> PublicKey.ofHex(text);
            case UNPADDED_LENGTH ->
                PublicKey.ofBase64(text.replace('-', '+').replace('_', '/') + "=");
            default -> PublicKey.ofBase64(decoded(text));
          });
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String decoded(String text) {
    return text.indexOf('%') < 0
        ? text
        : text.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
  }
}
