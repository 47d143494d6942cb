package io.jitpeers.examples.gateway.status;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} headers are answered. A page from anywhere can make its own name resolve to
 * 127.0.0.1 and then read, in the browser of whoever runs the gateway, what a local server says
 * (DNS rebinding). The browser still sends that name, so names other than localhost are refused.
 */
final class HostRule {
  private HostRule() {}

  /**
   * Returns whether to answer.
   *
   * @param header as it came, or null if there was none, as only programs do it
   */
  static boolean permits(@Nullable String header) {
    if (header == null) {
      return true;
    }
    try {
      String host = HostAndPort.fromString(header).getHost();
      return InetAddresses.isInetAddress(host) || host.toLowerCase(Locale.ROOT).equals("localhost");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
