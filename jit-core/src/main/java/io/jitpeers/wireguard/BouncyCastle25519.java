package io.jitpeers.wireguard;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** Bouncy Castle's X25519, which is written in Java. */
final class BouncyCastle25519 implements KeyAgreement25519 {
  static final BouncyCastle25519 INSTANCE = new BouncyCastle25519();

  private static final String DESTROYED = "the private key was destroyed";

  private BouncyCastle25519() {}

  @Override
  public Key key(byte[] scalar) {
    return new Scalar(scalar.clone());
  }

  private static final class Scalar implements Key {
    private final byte[] scalar;
    private volatile boolean destroyed;

    Scalar(byte[] scalar) {
      this.scalar = scalar;
    }

    @Override
    public boolean agree(byte[] point, int offset, byte[] secret) {
      if (destroyed) {
        throw new IllegalStateException(DESTROYED);
      }
      boolean agreed = X25519.calculateAgreement(scalar, 0, point, offset, secret, 0);
      if (destroyed) {
        // The scalar may have been wiped during the operation, so the result may be wrong.
        Arrays.fill(secret, (byte) 0);
        throw new IllegalStateException(DESTROYED);
      }
      return agreed;
    }

    @Override
    public void destroy() {
      destroyed = true;
      Arrays.fill(scalar, (byte) 0);
    }
  }
}
