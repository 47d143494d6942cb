package io.jitpeers.examples.gateway.status;

import io.jitpeers.wireguard.PublicKey;
import java.util.regex.Pattern;

/**
 * Shortens public keys, as wireguard-go does in its log: the first four characters and the last
 * four before the padding. A viewer of the page can tell peers apart and find a known key, but does
 * not get a list of the gateway's users.
 */
final class ShortKeys {
  /** 32 bytes in base64. */
  private static final Pattern KEY = Pattern.compile("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{43}=");

  private ShortKeys() {}

  static String of(PublicKey key) {
    return shorten(key.toBase64());
  }

  /** Returns a text with every key in it shortened. */
  static String in(String text) {
    return KEY.matcher(text).replaceAll(match -> shorten(match.group()));
  }

  private static String shorten(String base64) {
    return base64.substring(0, 4) + "…" + base64.substring(39, 43);
  }
}
