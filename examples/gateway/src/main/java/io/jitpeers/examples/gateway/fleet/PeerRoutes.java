package io.jitpeers.examples.gateway.fleet;

import com.google.common.net.InetAddresses;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a route to the right gateway for each allowed IP. What fails is told, counted, and tried
 * again at the next {@link #synchronize}. Not thread-safe, except {@link #failures}.
 */
final class PeerRoutes {
  /** The number of failures that are told one by one in a synchronization. */
  private static final int MOST_TOLD = 20;

  private final RouteTable table;
  private final boolean defaultRoutes;
  private final PrintStream err;
  private final Map<IpPrefix, Owner> owners = new HashMap<>();
  private final Set<String> warned = new HashSet<>();
  private final LongAdder failures = new LongAdder();
  private long told;

  /** The peer that a prefix leads to; via is null if there is no such route. */
  private record Owner(PublicKey key, @Nullable InetAddress via) {}

  /** A change of a route. */
  private interface Change {
    void make() throws IOException;
  }

  /**
   * Creates an instance that has changed nothing.
   *
   * @param table the routes
   * @param defaultRoutes whether allowed IPs with the length 0 get routes
   * @param err receives what fails
   */
  PeerRoutes(RouteTable table, boolean defaultRoutes, PrintStream err) {
    this.table = table;
    this.defaultRoutes = defaultRoutes;
    this.err = err;
  }

  /** Returns how many commands have failed. May be called on any thread. */
  long failures() {
    return failures.sum();
  }

  /** Changes the routes of a peer that a gateway has now. */
  void located(PeerLocation location, @Nullable PeerLocation before) {
    if (before != null) {
      before.allowedIps().stream()
          .filter(prefix -> !location.allowedIps().contains(prefix))
          .forEach(prefix -> removeOwned(prefix, location.key()));
    }
    InetAddress via = nextHop(location.gateway());
    for (IpPrefix prefix : location.allowedIps()) {
      if (via == null || !isRouted(prefix, via)) {
        removeOwned(prefix, location.key());
      } else if (!new Owner(location.key(), via).equals(owners.get(prefix))) {
        replace(prefix, location.key(), via);
      }
    }
  }

  /** Removes the routes of a peer that no gateway has any more. */
  void left(PeerLocation location) {
    location.allowedIps().forEach(prefix -> removeOwned(prefix, location.key()));
  }

  /** Makes the machine's routes those of the given locations. */
  void synchronize(Collection<PeerLocation> locations) {
    told = 0;
    Optional<List<RouteTable.Route>> listed = list();
    Map<IpPrefix, Owner> wanted = wanted(locations);
    Map<IpPrefix, RouteTable.Route> present = new HashMap<>();
    for (RouteTable.Route route : listed.orElse(List.of())) {
      IpPrefix prefix = route.prefix();
      if (wanted.containsKey(prefix)) {
        present.put(prefix, route);
      } else {
        attempt(() -> table.remove(prefix));
      }
    }
    owners.clear();
    wanted.forEach(
        (prefix, owner) -> {
          RouteTable.Route route = present.get(prefix);
          InetAddress via = owner.via();
          if (route != null && via != null && table.isCurrent(route, via)) {
            owners.put(prefix, owner);
          } else if (via != null) {
            replace(prefix, owner.key(), via);
          }
        });
    if (told > MOST_TOLD) {
      err.println((told - MOST_TOLD) + " further changes of routes failed");
    }
    told = 0;
  }

  private Optional<List<RouteTable.Route>> list() {
    try {
      return Optional.of(table.list());
    } catch (IOException e) {
      failed(e);
      return Optional.empty();
    }
  }

  /** Returns the routes that should be; if two peers have a prefix, the one that has its route. */
  private Map<IpPrefix, Owner> wanted(Collection<PeerLocation> locations) {
    Map<IpPrefix, Owner> wanted = new HashMap<>();
    for (PeerLocation location : locations) {
      InetAddress via = nextHop(location.gateway());
      for (IpPrefix prefix : location.allowedIps()) {
        Owner before = owners.get(prefix);
        boolean keepsRoute = before != null && before.key().equals(location.key());
        if (via != null && isRouted(prefix, via) && (keepsRoute || !wanted.containsKey(prefix))) {
          wanted.put(prefix, new Owner(location.key(), via));
        }
      }
    }
    return wanted;
  }

  private void replace(IpPrefix prefix, PublicKey key, InetAddress via) {
    boolean made = attempt(() -> table.replace(prefix, via));
    owners.put(prefix, new Owner(key, made ? via : null));
  }

  /** Removes a route unless it leads to another peer meanwhile. */
  private void removeOwned(IpPrefix prefix, PublicKey key) {
    Owner owner = owners.get(prefix);
    if (owner != null && owner.key().equals(key)) {
      owners.remove(prefix);
      attempt(() -> table.remove(prefix));
    }
  }

  private boolean attempt(Change change) {
    try {
      change.make();
      return true;
    } catch (IOException e) {
      failed(e);
      return false;
    }
  }

  private void failed(IOException e) {
    failures.increment();
    told++;
    if (told <= MOST_TOLD) {
      err.println("a route is not as it should be: " + e.getMessage());
    }
  }

  /** Returns the address that a gateway's name is; null if it is none. */
  private @Nullable InetAddress nextHop(String gateway) {
    if (InetAddresses.isInetAddress(gateway) && gateway.indexOf('%') < 0) {
      return InetAddresses.forString(gateway);
    }
    warnOnce(
        gateway,
        "the name of the gateway " + gateway + " is not an address, so its peers get no routes");
    return null;
  }

  private boolean isRouted(IpPrefix prefix, InetAddress via) {
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
