package io.jitpeers.http;

import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;

/**
 * Decodes the body of a 200 answer. Implementations must be thread-safe, do no I/O, and keep no
 * reference to the body: the source wipes the body afterwards, because it can contain a preshared
 * key.
 */
@FunctionalInterface
public interface PeerConfigDecoder {

  /**
   * Decodes one config.
   *
   * @param asked the key that was asked for
   * @param body the whole body, at most as long as the source permits
   * @return a config for that key; the source refuses a config for another key
   * @throws LookupException with {@link LookupException.Reason#REJECTED} if the body is not a valid
   *     config; the message states the place and the reason and quotes nothing that can be a secret
   */
  PeerConfig decode(PublicKey asked, byte[] body) throws LookupException;

  /**
   * Returns the media type that requests ask for in the {@code Accept} header.
   *
   * @return a media type; {@code application/json} unless overridden
   */
  default String mediaType() {
    return "application/json";
  }
}
