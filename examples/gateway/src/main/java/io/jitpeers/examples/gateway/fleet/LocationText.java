package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.Endpoints;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.Tai64n;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/** Formats locations as text. In lines, a hyphen stands for an unknown or absent value. */
final class LocationText {
  private static final String NOTHING = "-";

  private LocationText() {}

  /** Returns the key, the gateway, the endpoint and the allowed IPs, separated by spaces. */
  static String line(PeerLocation location) {
    return String.join(
        " ",
        location.key().toBase64(),
        location.gateway(),
        endpoint(location, NOTHING),
        allowedIps(location, ","));
  }

  /** Returns the key, the gateway, the endpoint, the allowed IPs and the timestamp. */
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
   * Returns the timestamp as a time, or in hexadecimal digits if it is not a valid time. A client
   * can send any timestamp.
   */
  private static String timestamp(PeerLocation location, String absent) {
    Tai64n timestamp = location.timestamp();
    return timestamp == null
        ? absent
        : timestamp.toInstant().map(Object::toString).orElseGet(timestamp::toString);
  }
}
