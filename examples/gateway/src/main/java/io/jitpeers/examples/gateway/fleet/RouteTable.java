package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.wireguard.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The routes of this machine that {@code fleet follow} has added. Not thread-safe. */
interface RouteTable {

  /**
   * A route.
   *
   * @param prefix the destinations
   * @param via the next hop; empty if it has none
   * @param device the interface; empty if the kernel chooses it
   */
  record Route(IpPrefix prefix, Optional<InetAddress> via, Optional<String> device) {}

  /**
   * Returns the routes of this program, also of an earlier run.
   *
   * @return the routes, in any order
   * @throws IOException if they cannot be read; the message says why
   */
  List<Route> list() throws IOException;

  /**
   * Adds a route, or replaces the one of this program with the same destinations. Routes of others
   * stay, and the kernel prefers those with a lower metric.
   *
   * @param prefix the destinations
   * @param via the next hop
   * @throws IOException if that fails; the message says why
   */
  void replace(IpPrefix prefix, InetAddress via) throws IOException;

  /**
   * Removes the route of this program with the given destinations.
   *
   * @param prefix the destinations
   * @throws IOException if that fails; the message says why
   */
  void remove(IpPrefix prefix) throws IOException;

  /** Returns whether a listed route is what {@link #replace} makes. */
  boolean isCurrent(Route listed, InetAddress via);
}
