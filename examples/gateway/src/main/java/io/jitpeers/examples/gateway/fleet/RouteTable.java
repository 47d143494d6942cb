package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.wireguard.IpPrefix;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The routes of this machine that {@code fleet follow} has added. A route of another program is not
 * changed, unless it has both the destinations and the metric of a route of this program. If only
 * the destinations are the same, the kernel uses the route with the lower metric. Not thread-safe.
 */
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
   * A change that adds, replaces or removes a route of this program.
   *
   * @param prefix the destinations
   * @param via the next hop; empty to remove the route
   */
  record Change(IpPrefix prefix, Optional<InetAddress> via) {}

  /**
   * A change that was not made.
   *
   * @param change the change
   * @param reason the command that failed and its error message
   */
  record Failure(Change change, String reason) {}

  /**
   * Returns the routes of this program, including those of an earlier run.
   *
   * @return the routes, in any order
   * @throws IOException if they cannot be read; the message says why
   */
  List<Route> list() throws IOException;

  /**
   * Applies changes in the given order. If a change fails, the changes after it are still applied.
   * Removing a route that does not exist is not a failure.
   *
   * @param changes the changes
   * @return the changes that failed
   * @throws IOException if it is unknown which changes were made; the message says why
   */
  List<Failure> change(List<Change> changes) throws IOException;

  /**
   * Returns whether a listed route is up to date: it has the given next hop and, if an interface is
   * configured, that interface.
   */
  boolean isCurrent(Route listed, InetAddress via);
}
