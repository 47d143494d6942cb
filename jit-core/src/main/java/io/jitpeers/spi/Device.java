package io.jitpeers.spi;

import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.ResponderKey;

/**
 * The WireGuard device behind a {@link PeerStore}, as it was when read. Immutable and thread-safe.
 *
 * @param name the interface's name, for logs
 * @param incarnation differs whenever the device was created anew or its private key changed, so
 *     that what was known of its peers no longer holds
 * @param listenPort the UDP port, 1 to 65535, or 0 if the device does not listen
 * @param responderKey opens initiations that were sent to this device
 */
public record Device(String name, long incarnation, int listenPort, ResponderKey responderKey) {

  /**
   * Returns the device's public key.
   *
   * @return the key that clients know this gateway by
   */
  public PublicKey publicKey() {
    return responderKey.publicKey();
  }
}
