package io.jitpeers.wireguard;

import java.nio.ByteBuffer;
import javax.security.auth.Destroyable;

/** The responder's static key pair, behind a handle that opens initiations. */
public final class ResponderKey implements Destroyable {
  private final PublicKey publicKey;

  private ResponderKey(PrivateKey key) {
    this.publicKey = key.publicKey();
  }

  /**
   * Makes a handle.
   *
   * @param key the device's private key; copied
   * @return the handle
   */
  public static ResponderKey of(PrivateKey key) {
    return new ResponderKey(key);
  }

  /**
   * Gives the public key.
   *
   * @return the key that clients know this gateway by
   */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * Opens a datagram.
   *
   * @param datagram a UDP payload, from position to limit; not changed
   * @return the initiator, or the check that failed
   */
  public InitiationResult open(ByteBuffer datagram) {
    return new InitiationResult.Refused(InitiationRefusal.NOT_AN_INITIATION);
  }
}
