package io.jitpeers.internal.agreement;

import io.jitpeers.wireguard.KeyAgreement25519;

/**
 * An implementation of X25519 with the name by which settings choose it.
 *
 * @param name the name in the settings, such as {@code bouncy-castle}
 * @param implementation the implementation
 */
public record Candidate(String name, KeyAgreement25519 implementation) {
  /** The name of the implementation that is always available. */
  public static final String BOUNCY_CASTLE = "bouncy-castle";

  /** Returns the implementation that is always available. */
  public static Candidate bouncyCastle() {
    return new Candidate(BOUNCY_CASTLE, KeyAgreement25519.bouncyCastle());
  }

  /**
   * Returns the name, followed by the implementation's version if its {@code toString} returns a
   * version.
   */
  @Override
  public String toString() {
    String version = String.valueOf(implementation);
    // The result of Object.toString contains an @ and no version, so it is left out.
    return version.contains("@") ? name : name + " (" + version + ")";
  }
}
