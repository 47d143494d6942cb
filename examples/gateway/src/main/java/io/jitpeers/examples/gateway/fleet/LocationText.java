package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.Tai64n;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/**
 * Formats the locations of peers as text. If a location is formatted as one line, a hyphen stands
 * for each unknown or absent value.
 */
final class LocationText {
  private static final String NOTHING = "-";

  private LocationText() {}

  /** Returns a peer's public key, gateway, endpoint and allowed IPs, separated by spaces. */
  static String line(PeerLocation location) {
    return String.join(
        " ",
        location.key().toBase64(),
        location.gateway(),
        endpoint(location, NOTHING),
        allowedIps(location, ","));
  }

  /** Returns the same text as {@link #line}, and the timestamp of the session's initiation. */
  static String lineWithTimestamp(PeerLocation location) {
    return line(location) + " " + timestamp(location, NOTHING);
  }

  /** Prints a location on several lines, in the manner of wg(8). */
  static void print(PeerLocation location, PrintStream out) {
    out.println("peer: " + location.key().toBase64());
    out.println("  gateway: " + location.gateway());
    out.println("  endpoint: " + endpoint(location, "unknown"));
    out.println("  allowed ips: " + allowedIps(location, ", "));
    out.println("  timestamp: " + timestamp(location, "unknown"));
  }

  private static String endpoint(PeerLocation location, String absent) {
    InetSocketAddress endpoint = location.endpoint();
    return endpoint == null ? absent : Endpoints.text(endpoint);
  }

  private static String allowedIps(PeerLocation location, String separator) {
    return location.allowedIps().isEmpty()
        ? NOTHING
        : location.allowedIps().stream()
            .map(Object::toString)
            .collect(Collectors.joining(separator));
  }

  /**
   * Returns a location's timestamp as a time, or {@code absent} if the location has none. A client
   * can send any timestamp. If the timestamp is not a valid time, it is returned in hexadecimal
   * digits.
   */
  private static String timestamp(PeerLocation location, String absent) {
    Tai64n timestamp = location.timestamp();
    return timestamp == null
        ? absent
        : timestamp.toInstant().map(Object::toString).orElseGet(timestamp::toString);
  }
}
