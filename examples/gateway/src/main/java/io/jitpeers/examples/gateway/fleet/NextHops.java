package io.jitpeers.examples.gateway.fleet;

import com.google.common.net.InetAddresses;
import io.jitpeers.wireguard.IpPrefix;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which allowed IPs get routes. Prints each reason for a missing route only once. Not
 * thread-safe.
 */
final class NextHops {
  private final boolean defaultRoutes;
  private final PrintStream err;
  private final Set<String> warned = new HashSet<>();

  /**
   * Creates an instance that has printed nothing yet.
   *
   * @param defaultRoutes whether allowed IPs with the prefix length 0 get routes
   * @param err receives the reasons why allowed IPs get no routes
   */
  NextHops(boolean defaultRoutes, PrintStream err) {
    this.defaultRoutes = defaultRoutes;
    this.err = err;
  }

  /** Returns a gateway's name as an address; null if the name is not an address. */
  @Nullable InetAddress of(String gateway) {
    if (InetAddresses.isInetAddress(gateway) && gateway.indexOf('%') < 0) {
      return InetAddresses.forString(gateway);
    }
    warnOnce(
        gateway,
        "the name of the gateway " + gateway + " is not an address, so its peers get no routes");
    return null;
  }

  /** Returns whether an allowed IP gets a route to a next hop. */
  boolean isRouted(IpPrefix prefix, InetAddress via) {
    if (prefix.isDefaultRoute() && !defaultRoutes) {
      warnOnce(
          prefix.toString(),
          "a peer has the allowed IP " + prefix + ", which gets no route without --default-routes");
      return false;
    }
    if (prefix.isIpv6() && via instanceof Inet4Address) {
      String name = InetAddresses.toAddrString(via);
      warnOnce(
          "IPv6 " + name,
          "IPv6 addresses cannot be reached via " + name + ", so they get no routes there");
      return false;
    }
    return true;
  }

  private void warnOnce(String about, String sentence) {
    if (warned.add(about)) {
      err.println(sentence);
    }
  }
}
