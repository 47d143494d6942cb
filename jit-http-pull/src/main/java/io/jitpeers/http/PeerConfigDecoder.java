package io.jitpeers.http;

import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;

/**
 * Reads the body of a 200 answer. Implementations are thread-safe, do no I/O, and keep no reference
 * to the body, which is wiped afterwards because it can hold a preshared key.
 */
@FunctionalInterface
public interface PeerConfigDecoder {

  /**
   * Reads one config.
   *
   * @param asked the key that was asked for
   * @param body the whole body, at most as long as the source permits
   * @return a config for that key; the source refuses one for another key
   * @throws LookupException with {@link LookupException.Reason#REJECTED} if the body is anything
   *     else; the message says where and why and quotes nothing that can be a secret
   */
  PeerConfig decode(PublicKey asked, byte[] body) throws LookupException;

  /**
   * Returns the media type to ask for, sent as {@code Accept}.
   *
   * @return a media type; {@code application/json} unless overridden
   */
  default String mediaType() {
    return "application/json";
  }
}
