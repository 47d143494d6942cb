package io.jitpeers.examples.common;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Formats endpoints as wg(8) prints them. */
public final class Endpoints {
  private Endpoints() {}

  /**
   * Returns the text of an endpoint, with IPv6 addresses in the form of RFC 5952.
   *
   * @param endpoint a resolved address and port
   * @return such as {@code 192.0.2.7:51820} or {@code [2001:db8::7]:51820}; the scope ID of an IPv6
   *     address is written as a number
   */
  public static String text(InetSocketAddress endpoint) {
    InetAddress address = endpoint.getAddress();
    String literal = InetAddresses.toAddrString(address);
    return (address instanceof Inet6Address ? "[" + literal + "]" : literal)
        + ":"
        + endpoint.getPort();
  }
}
