package io.jitpeers.examples.common;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a server answers that asks for no password. A page from anywhere can make its own
 * name resolve to 127.0.0.1 and then read, in the browser of whoever runs the server, what it says
 * (DNS rebinding). The browser still sends that name, so names other than localhost are refused; an
 * IP address is nobody's name.
 */
public final class HostRule {
  /** What is said to those that are refused. */
  public static final String REFUSAL =
      "This server listens on loopback, and answers to localhost and to IP addresses only.";

  private HostRule() {}

  /**
   * Returns whether to answer a request.
   *
   * @param exchange a request whose header was read
   * @return false if it names another host than this machine
   */
  public static boolean permits(HttpExchange exchange) {
    return permits(exchange.getRequestHeaders().get("Host"), exchange.getRequestURI());
  }

  /**
   * Returns whether to answer. Several {@code Host} headers are refused, since a proxy may have
   * looked at another one; so is a target that names a host ({@code GET http://host/path}) which
   * would be refused as a header, for by RFC 9112 it counts instead of the header.
   *
   * @param headers the values of {@code Host}; null or empty if there was none, as only programs do
   *     it
   * @param target the request's target
   */
  static boolean permits(@Nullable List<String> headers, URI target) {
    boolean header =
        headers == null
            || headers.isEmpty()
            || (headers.size() == 1 && isLocal(String.valueOf(headers.get(0))));
    return header && (target.getRawAuthority() == null || isLocal(target.getRawAuthority()));
  }

  private static boolean isLocal(String hostAndPort) {
    try {
      String host = HostAndPort.fromString(hostAndPort).getHost();
      return InetAddresses.isInetAddress(host) || host.toLowerCase(Locale.ROOT).equals("localhost");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
