package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.gateway.fleet.RouteTable.Change;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a route for each allowed IP of each peer. The route leads to the gateway that has the peer.
 * Changes are collected until {@link #write} applies them. A failed change is reported, counted,
 * and tried again at the next {@link #synchronize}. Not thread-safe, except {@link #failures}.
 */
final class PeerRoutes {
  /** The maximum number of failures that are reported one by one if many changes fail together. */
  private static final int MOST_TOLD = 20;

  private final RouteTable table;
  private final NextHops hops;
  private final PrintStream err;
  private final Map<IpPrefix, Owner> owners = new HashMap<>();
  private final Map<IpPrefix, Change> pending = new LinkedHashMap<>();
  private final LongAdder failures = new LongAdder();

  /**
   * The peer to which a prefix belongs, and the next hop of the prefix's route: the address of the
   * gateway that has the peer. The next hop is null if the last change of the route failed.
   */
  private record Owner(PublicKey key, @Nullable InetAddress via) {}

  /**
   * Creates an instance that has not changed any route yet.
   *
   * @param table the routes to change
   * @param defaultRoutes whether allowed IPs with the prefix length 0 get routes
   * @param err receives messages about failures
   */
  PeerRoutes(RouteTable table, boolean defaultRoutes, PrintStream err) {
    this.table = table;
    this.hops = new NextHops(defaultRoutes, err);
    this.err = err;
  }

  /**
   * Returns how many changes and listings of routes have failed so far. May be called on any
   * thread.
   */
  long failures() {
    return failures.sum();
  }

  /**
   * Updates the routes of a peer after a gateway has claimed the peer. The next {@link #write}
   * applies the changes.
   */
  void located(PeerLocation location, @Nullable PeerLocation before) {
    if (before != null) {
      before.allowedIps().stream()
          .filter(prefix -> !location.allowedIps().contains(prefix))
          .forEach(prefix -> removeOwned(prefix, location.key()));
    }
    InetAddress via = hops.of(location.gateway());
    for (IpPrefix prefix : location.allowedIps()) {
      if (via == null || !hops.isRouted(prefix, via)) {
        removeOwned(prefix, location.key());
      } else if (!new Owner(location.key(), via).equals(owners.get(prefix))) {
        replace(prefix, location.key(), via);
      }
    }
  }

  /**
   * Removes the routes of a peer that no gateway has any more. The next {@link #write} applies the
   * changes.
   */
  void left(PeerLocation location) {
    location.allowedIps().forEach(prefix -> removeOwned(prefix, location.key()));
  }

  /**
   * Adapts this program's routes to the given locations: adds missing routes, replaces outdated
   * routes, and removes routes that no location needs.
   */
  void synchronize(Collection<PeerLocation> locations) {
    write();
    Map<IpPrefix, Owner> wanted = wanted(locations);
    list().ifPresentOrElse(listed -> recognize(listed, wanted), () -> removeOthers(wanted));
    wanted.forEach(
        (prefix, owner) -> {
          InetAddress via = owner.via();
          if (via != null && !owner.equals(owners.get(prefix))) {
            replace(prefix, owner.key(), via);
          }
        });
    write();
  }

  /**
   * Records which of the wanted routes exist on the machine, and plans the removal of each listed
   * route that is not wanted.
   */
  private void recognize(List<RouteTable.Route> listed, Map<IpPrefix, Owner> wanted) {
    owners.clear();
    for (RouteTable.Route route : listed) {
      Owner owner = wanted.get(route.prefix());
      InetAddress via = owner == null ? null : owner.via();
      if (owner == null || via == null) {
        change(route.prefix(), Optional.empty());
      } else if (table.isCurrent(route, via)) {
        owners.put(route.prefix(), owner);
      }
    }
  }

  /** Removes the routes that this instance knows and that are not wanted. */
  private void removeOthers(Map<IpPrefix, Owner> wanted) {
    List.copyOf(owners.entrySet()).stream()
        .filter(owned -> !wanted.containsKey(owned.getKey()))
        .forEach(owned -> removeOwned(owned.getKey(), owned.getValue().key()));
  }

  private Optional<List<RouteTable.Route>> list() {
    try {
      return Optional.of(table.list());
    } catch (IOException e) {
      failures.increment();
      tell(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Returns the wanted routes. If two peers have the same prefix, the prefix stays with the peer
   * that already has a route for it. If neither peer has a route, the peer that comes first gets
   * the prefix.
   */
  private Map<IpPrefix, Owner> wanted(Collection<PeerLocation> locations) {
    Map<IpPrefix, Owner> wanted = new HashMap<>();
    for (PeerLocation location : locations) {
      InetAddress via = hops.of(location.gateway());
      for (IpPrefix prefix : location.allowedIps()) {
        Owner before = owners.get(prefix);
        boolean keepsRoute = before != null && before.key().equals(location.key());
        if (via != null
            && hops.isRouted(prefix, via)
            && (keepsRoute || !wanted.containsKey(prefix))) {
          wanted.put(prefix, new Owner(location.key(), via));
        }
      }
    }
    return wanted;
  }

  private void replace(IpPrefix prefix, PublicKey key, InetAddress via) {
    owners.put(prefix, new Owner(key, via));
    change(prefix, Optional.of(via));
  }

  /** Removes the route of a prefix, unless the prefix belongs to another peer by now. */
  private void removeOwned(IpPrefix prefix, PublicKey key) {
    Owner owner = owners.get(prefix);
    if (owner != null && owner.key().equals(key)) {
      owners.remove(prefix);
      change(prefix, Optional.empty());
    }
  }

  private void change(IpPrefix prefix, Optional<InetAddress> via) {
    pending.remove(prefix); // The latest change of a prefix replaces an earlier one.
    pending.put(prefix, new Change(prefix, via));
  }

  /** Applies the collected changes, all together. */
  void write() {
    if (pending.isEmpty()) {
      return;
    }
    List<Change> changes = List.copyOf(pending.values());
    pending.clear();
    try {
      List<RouteTable.Failure> failed = table.change(changes);
      failed.forEach(failure -> failed(failure.change()));
      failed.stream().limit(MOST_TOLD).forEach(failure -> tell(failure.reason()));
      if (failed.size() > MOST_TOLD) {
        err.println((failed.size() - MOST_TOLD) + " further changes of routes failed");
      }
    } catch (IOException e) {
      changes.forEach(this::failed);
      tell(changes.size() + " changes may not have been made: " + e.getMessage());
    }
  }

  private void failed(Change change) {
    failures.increment();
    owners.computeIfPresent(change.prefix(), (prefix, owner) -> new Owner(owner.key(), null));
  }

  private void tell(String why) {
    err.println("a route is not as it should be: " + why);
  }
}
