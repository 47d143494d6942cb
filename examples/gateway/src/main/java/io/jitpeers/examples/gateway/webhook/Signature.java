package io.jitpeers.examples.gateway.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as the Standard Webhooks specification says: HMAC-SHA256 over the message's ID,
 * the time of sending and the body. Thread-safe.
 */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";

  /** The prefix of a secret that is written in base64. */
  private static final String PREFIX = "whsec_";

  private final SecretKeySpec key;

  /**
   * Creates an instance.
   *
   * @param secret {@code whsec_} and the key in base64; or any other text, whose UTF-8 bytes are
   *     the key
   * @throws IllegalArgumentException if what follows {@code whsec_} is not base64 or is empty; the
   *     message does not quote the secret
   */
  Signature(String secret) {
    this.key = new SecretKeySpec(bytes(secret), ALGORITHM);
  }

  private static byte[] bytes(String secret) {
    if (!secret.startsWith(PREFIX)) {
      return secret.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      // The cause is left out, because its message quotes a character of the secret.
      throw new IllegalArgumentException("what follows " + PREFIX + " must be base64");
    }
  }

  /** Returns the value of the header {@code webhook-signature}. */
  String of(String id, long second, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] signed =
          mac.doFinal((id + "." + second + "." + body).getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has " + ALGORITHM, e);
    }
  }

  @Override
  public String toString() {
    return "Signature[secret]";
  }
}
