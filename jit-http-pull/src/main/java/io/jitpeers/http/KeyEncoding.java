package io.jitpeers.http;

import io.jitpeers.wireguard.PublicKey;
import java.util.Base64;

/** The text form of a public key in the path of a request. */
public enum KeyEncoding {
  /**
   * URL-safe base64 without padding, 43 characters (RFC 4648 section 5). The padding is omitted
   * because the length is fixed, and because some proxies rewrite {@code =}.
   */
  BASE64URL {
    @Override
    public String encode(PublicKey key) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(key.toBytes());
    }
  },

  /** Lower-case hexadecimal, 64 digits. */
  HEX {
    @Override
    public String encode(PublicKey key) {
      return key.toHex();
    }
  },

  /**
   * The form that wg(8) prints, with {@code +}, {@code /} and {@code =} written as {@code %2B},
   * {@code %2F} and {@code %3D}. It is meant for control planes that identify peers by this form.
   * Many servers and proxies refuse {@code %2F} in a path.
   */
  PERCENT_ENCODED_BASE64 {
    @Override
    public String encode(PublicKey key) {
      return key.toBase64().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D");
    }
  };

  /**
   * Encodes a key as one path segment.
   *
   * @param key the key
   * @return the key's text, which needs no further escaping in a URI
   */
  public abstract String encode(PublicKey key);
}
