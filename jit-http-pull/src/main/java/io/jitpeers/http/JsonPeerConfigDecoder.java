package io.jitpeers.http;

import io.jitpeers.http.internal.PeerConfigJson;
import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;

/**
 * Reads version 1 of the JSON form of a peer config: one object in UTF-8.
 *
 * <table> <caption>Fields</caption>
 * <tr><th>Field</th><th>Type</th><th>Required</th><th>Meaning</th></tr>
 * <tr><td>{@code version}</td><td>integer</td><td>yes</td><td>1</td></tr>
 * <tr><td>{@code public_key}</td><td>string</td><td>yes</td><td>canonical base64 of the key that was asked for</td></tr>
 * <tr><td>{@code allowed_ips}</td><td>array of strings</td><td>yes</td><td>literal prefixes without host bits, at most {@value #MAX_ALLOWED_IPS}</td></tr>
 * <tr><td>{@code preshared_key}</td><td>string</td><td>no</td><td>canonical base64 of 32 bytes</td> </tr>
 * <tr><td>{@code endpoint}</td><td>string</td><td>no</td><td>{@code 192.0.2.7:51820} or {@code [2001:db8::7]:51820}; an address, never a name</td></tr>
 * <tr><td>{@code persistent_keepalive}</td><td>integer</td><td>no</td><td>seconds, 0 to 65535; absent or 0 is off</td></tr>
 * <tr><td>{@code expires_at}</td><td>string</td><td>no</td><td>RFC 3339 time from which the peer is no longer wanted</td></tr> <tr><td>{@code timestamp_epoch}</td><td>integer</td><td>no</td><td>0 to 4294967295; an increase makes each gateway reset the peer's handshake timestamps once; absent is 0</td></tr> <tr><td>{@code clock}</td><td>string</td><td>no</td><td>{@code unreliable} if the peer's clock may jump back; {@code reliable}, the default, if not</td></tr>
 * </table>
 *
 * <p>For an optional field, null counts as absent. Unknown fields are ignored, so a control plane
 * can add fields. The decoder refuses a duplicate field in any object, at any depth; a value of the
 * wrong type; a version other than 1; text that is not UTF-8; anything after the object; more than
 * {@value #MAX_NESTING_DEPTH} levels of nesting; and names and strings of excessive length.
 *
 * <p>The message of a refusal names the field and the reason, or the line and column. It never
 * quotes the document, which can contain a preshared key in any place. Stateless and thread-safe.
 */
public final class JsonPeerConfigDecoder implements PeerConfigDecoder {
  /**
   * The largest number of allowed IPs of one peer. This number of IPv6 prefixes takes about 45 KiB
   * of JSON, which fits within the default limit on a body.
   */
  public static final int MAX_ALLOWED_IPS = 1024;

  /**
   * The deepest nesting of arrays and objects, unknown fields included. Version 1 itself has two
   * levels.
   */
  public static final int MAX_NESTING_DEPTH = 16;

  private final PeerConfigJson reader = new PeerConfigJson(MAX_ALLOWED_IPS, MAX_NESTING_DEPTH);

  /** Creates a decoder. */
  public JsonPeerConfigDecoder() {}

  @Override
  public PeerConfig decode(PublicKey asked, byte[] body) throws LookupException {
    return reader.read(asked, body);
  }
}
