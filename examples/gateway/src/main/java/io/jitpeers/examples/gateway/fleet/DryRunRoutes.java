package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.wireguard.IpPrefix;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Prints the commands that would change routes, but does not run them. Reads the machine's routes
 * once, and then applies each change to the copy in memory.
 */
final class DryRunRoutes implements RouteTable {
  private final RouteTable real;
  private final Optional<String> device;
  private final PrintStream out;
  private @Nullable Map<IpPrefix, Route> routes;

  DryRunRoutes(RouteTable real, Optional<String> device, PrintStream out) {
    this.real = real;
    this.device = device;
    this.out = out;
  }

  private Map<IpPrefix, Route> routes() throws IOException {
    Map<IpPrefix, Route> known = routes;
    if (known == null) {
      known = new LinkedHashMap<>();
      for (Route route : real.list()) {
        known.put(route.prefix(), route);
      }
      routes = known;
    }
    return known;
  }

  @Override
  public List<Route> list() throws IOException {
    return List.copyOf(routes().values());
  }

  @Override
  public List<Failure> change(List<Change> changes) throws IOException {
    for (Change change : changes) {
      out.println(IpRoutes.command(change, device));
      if (change.via().isPresent()) {
        routes().put(change.prefix(), new Route(change.prefix(), change.via(), device));
      } else {
        routes().remove(change.prefix());
      }
    }
    return List.of();
  }

  @Override
  public boolean isCurrent(Route listed, InetAddress via) {
    return real.isCurrent(listed, via);
  }
}
