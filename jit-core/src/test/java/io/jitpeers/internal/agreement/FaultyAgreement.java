package io.jitpeers.internal.agreement;

import io.jitpeers.wireguard.KeyAgreement25519;

/** Bouncy Castle's implementation with a fault. */
enum FaultyAgreement implements KeyAgreement25519 {
  /** A wrong bit in each secret. */
  WRONG_BIT {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      secret[17] ^= 4;
      return agreed;
    }
  },
  /** Points of low order are accepted. */
  ACCEPTS_LOW_ORDER {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      return true;
    }
  },
  /** Valid points are refused. */
  REFUSES_HIGH_BIT {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      return agreed && point[31] >= 0;
    }
  },
  /** Points above the prime are refused. */
  REFUSES_NON_CANONICAL {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      return agreed && !(point[31] == 0x7F && point[30] == -1 && (point[0] & 0xFF) >= 0xED);
    }
  },
  /** A carry is lost if all bits of the first limb are set. */
  LOSES_CARRY {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      secret[8] += (byte) (point[0] == -1 && point[5] == -1 && point[7] == 0 ? 1 : 0);
      return agreed;
    }
  },
  THROWS {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      throw new IllegalStateException("on purpose");
    }
  },
  FAILS_TO_LINK {
    @Override
    boolean changed(byte[] point, boolean agreed, byte[] secret) {
      throw new UnsatisfiedLinkError("on purpose");
    }
  };

  /** Changes the result of an operation. */
  abstract boolean changed(byte[] point, boolean agreed, byte[] secret);

  @Override
  public Key key(byte[] scalar) {
    Key right = KeyAgreement25519.bouncyCastle().key(scalar);
    return new Key() {
      @Override
      public boolean agree(byte[] point, int offset, byte[] secret) {
        boolean agreed = right.agree(point, offset, secret);
        return changed(point, agreed, secret);
      }

      @Override
      public void destroy() {
        right.destroy();
      }
    };
  }
}
