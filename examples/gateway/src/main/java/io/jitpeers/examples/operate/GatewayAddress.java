package io.jitpeers.examples.operate;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.jitpeers.examples.common.Endpoints;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The address of a gateway's status server.
 *
 * @param endpoint the server's IP address and port
 */
record GatewayAddress(InetSocketAddress endpoint) {

  /**
   * Reads an address such as {@code 127.0.0.1:9586}.
   *
   * @throws IllegalArgumentException if the text is not an address; the message says what to write
   */
  static GatewayAddress parse(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text);
      String host = parsed.getHost().equals("localhost") ? "127.0.0.1" : parsed.getHost();
      return new GatewayAddress(
          new InetSocketAddress(InetAddresses.forString(host), parsed.getPort()));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "--status-address is an IP address and a port such as 127.0.0.1:9586", e);
    }
  }

  URI health() {
    return URI.create(root() + "/health");
  }

  /** Returns the URI of a command; the query is empty or begins with a question mark. */
  URI command(String interfaceName, String command, String query) {
    return URI.create(root() + "/interfaces/" + encoded(interfaceName) + "/" + command + query);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String root() {
    return "http://" + Endpoints.text(endpoint);
  }

  @Override
  public String toString() {
    return Endpoints.text(endpoint);
  }
}
