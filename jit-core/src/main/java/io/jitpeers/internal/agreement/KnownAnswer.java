package io.jitpeers.internal.agreement;

import com.google.common.base.Splitter;
import io.jitpeers.wireguard.KeyAgreement25519;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** A test vector of X25519. Its keys are published, so they may be logged. Immutable. */
final class KnownAnswer {
  private static final HexFormat HEX = HexFormat.of();
  private static final Splitter FIELDS = Splitter.on(' ');
  private static final int LEAST_FIELDS = 3;

  private final byte[] scalar;
  private final byte[] point;
  private final byte[] secret;

  /** Whether the point is of low order. If so, the result is all zeros and must be refused. */
  private final boolean lowOrder;

  private KnownAnswer(byte[] scalar, byte[] point, byte[] secret, boolean lowOrder) {
    this.scalar = scalar;
    this.point = point;
    this.secret = secret;
    this.lowOrder = lowOrder;
  }

  /**
   * Parses a line of the file of test vectors: the scalar, the point and the secret in hexadecimal,
   * separated by spaces. A further field marks a point of low order.
   *
   * @throws IllegalArgumentException if the line is not a test vector
   */
  static KnownAnswer parse(String line) {
    List<String> fields = FIELDS.splitToList(line);
    if (fields.size() < LEAST_FIELDS) {
      throw new IllegalArgumentException("not a test vector of X25519: " + line);
    }
    byte[] scalar = HEX.parseHex(fields.get(0));
    // An implementation expects a scalar that its caller has clamped (RFC 7748 section 5).
    scalar[0] &= (byte) 0xF8;
    scalar[31] = (byte) ((scalar[31] & 0x7F) | 0x40);
    return new KnownAnswer(
        scalar,
        HEX.parseHex(fields.get(1)),
        HEX.parseHex(fields.get(2)),
        fields.size() > LEAST_FIELDS);
  }

  /** Returns whether an implementation computes the expected result. */
  boolean isGivenBy(KeyAgreement25519 implementation) {
    byte[] result = new byte[secret.length];
    KeyAgreement25519.Key key = implementation.key(scalar);
    try {
      boolean accepted = key.agree(point, 0, result);
      return accepted ? !lowOrder && Arrays.equals(result, secret) : lowOrder;
    } finally {
      key.destroy();
    }
  }

  /** Returns the vector's public key in hexadecimal. */
  @Override
  public String toString() {
    return "public key " + HEX.formatHex(point);
  }
}
