package io.jitpeers.http;

import io.jitpeers.http.internal.PeerConfigJson;
import io.jitpeers.spi.LookupException;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;

/**
 * Reads version 1 of the JSON form of a peer config: one object in UTF-8.
 *
 * <table>
 *   <caption>Fields</caption>
 *   <tr><th>Field</th><th>Type</th><th>Needed</th><th>Meaning</th></tr>
 *   <tr><td>{@code version}</td><td>integer</td><td>yes</td><td>1</td></tr>
 *   <tr><td>{@code public_key}</td><td>string</td><td>yes</td><td>canonical base64 of the key that
 *   was asked for</td></tr>
 *   <tr><td>{@code allowed_ips}</td><td>array of strings</td><td>yes</td><td>literal prefixes without
 *   host bits, at most {@value #MAX_ALLOWED_IPS}</td></tr>
 *   <tr><td>{@code preshared_key}</td><td>string</td><td>no</td><td>canonical base64 of 32 bytes</td>
 *   </tr>
 *   <tr><td>{@code endpoint}</td><td>string</td><td>no</td><td>{@code 192.0.2.7:51820} or {@code
 *   [2001:db8::7]:51820}; an address, never a name</td></tr>
 *   <tr><td>{@code persistent_keepalive}</td><td>integer</td><td>no</td><td>seconds, 0 to 65535;
 *   absent or 0 is off</td></tr>
 *   <tr><td>{@code expires_at}</td><td>string</td><td>no</td><td>RFC 3339 time from which the peer is
 *   no longer wanted</td></tr>
 * </table>
 *
 * <p>A null counts as absent for a field that is not needed. Fields with other names are ignored,
 * so that a control plane can add some. Refused are: a field that comes twice in any object, at any
 * depth; a value of another type; another version; text that is not UTF-8; anything after the
 * object; more than {@value #MAX_NESTING_DEPTH} levels; names and strings that are absurdly long.
 *
 * <p>A refusal says which field and why, or the line and column, and never quotes the document: it
 * can hold a preshared key in any place. Stateless and thread-safe.
 */
public final class JsonPeerConfigDecoder implements PeerConfigDecoder {
  /**
   * The most allowed IPs of one peer. A full set of IPv6 prefixes of this size is about 45 KiB of
   * JSON, so it fits the default limit on a body.
   */
  public static final int MAX_ALLOWED_IPS = 1024;

  /** The most levels of arrays and objects, unknown fields included. Version 1 itself has two. */
  public static final int MAX_NESTING_DEPTH = 16;

  private final PeerConfigJson reader = new PeerConfigJson(MAX_ALLOWED_IPS, MAX_NESTING_DEPTH);

  /** Creates a decoder. */
  public JsonPeerConfigDecoder() {}

  @Override
  public PeerConfig decode(PublicKey asked, byte[] body) throws LookupException {
    return reader.read(asked, body);
  }
}
