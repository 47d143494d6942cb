package io.jitpeers.examples.common;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server that requires no password answers a request. The decision depends on the
 * host that the request names. A web page can make its own domain name resolve to 127.0.0.1 and
 * then read the server's answers through a browser on this machine (DNS rebinding). The browser
 * still sends the page's domain name as the host. So the server accepts only localhost and IP
 * addresses as the host.
 */
public final class HostRule {
  /** The text of a refusal. */
  public static final String REFUSAL =
      "This server listens on loopback: the host must be localhost or an IP address.";

  private HostRule() {}

  /**
   * Returns whether to answer a request.
   *
   * @param exchange a request whose header was read
   * @return false if the request names several hosts, or a host that is neither {@code localhost}
   *     nor an IP address
   */
  public static boolean permits(HttpExchange exchange) {
    return permits(exchange.getRequestHeaders().get("Host"), exchange.getRequestURI());
  }

  /**
   * Returns whether to answer a request. Several {@code Host} headers are refused, because a proxy
   * may have checked only one of them. If the target names a host ({@code GET http://host/path}),
   * that host must be permitted too, because the target overrides the header (RFC 9112).
   *
   * @param headers the values of {@code Host}; null or empty if the header is missing; a browser
   *     always sends the header
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
