package io.jitpeers.source;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Maps each port to its taker: the port source that receives the packets to the port. Immutable. A
 * lookup allocates no memory.
 */
final class PortRoutes {
  static final PortRoutes NONE = new PortRoutes(Map.of());

  private final Map<Integer, PortSource> takers;
  private final int[] ports;
  private final PortSource[] inOrder;

  /** Creates routes from a map that is sorted by port. */
  private PortRoutes(Map<Integer, PortSource> takers) {
    this.takers = takers;
    this.ports = takers.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.inOrder = takers.values().toArray(new PortSource[0]);
  }

  /**
   * Returns ports as text, in the given order. Three or more consecutive ports are written as a
   * range.
   */
  static String text(int... ports) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ports.length; i++) {
      int first = i;
      while (i + 1 < ports.length && ports[i + 1] == ports[i] + 1) {
        i++;
      }
      text.append(first == 0 ? "" : ",").append(ports[first]);
      if (i > first) {
        text.append(i == first + 1 ? ',' : '-').append(ports[i]);
      }
    }
    return text.toString();
  }

  /** Returns the port source that receives the packets to a port; null if there is none. */
  @Nullable PortSource at(int port) {
    int index = Arrays.binarySearch(ports, port);
    return index < 0 ? null : inOrder[index];
  }

  /**
   * Returns a copy of these routes, with the given ports of a taker added.
   *
   * @throws IllegalArgumentException if one of the ports already has a taker
   */
  PortRoutes with(PortSource taker, int... added) {
    Map<Integer, PortSource> more = new TreeMap<>(takers);
    for (int port : added) {
      PortSource before = more.put(port, taker);
      if (before != null) {
        throw new IllegalArgumentException(
            "port "
                + port
                + (before == taker
                    ? " is named twice; name it once"
                    : " is served by "
                        + before.name()
                        + " already; each port belongs to one orchestrator"));
      }
    }
    return new PortRoutes(more);
  }

  /**
   * Returns the routes after the device of a taker has changed its ports. The kernel gives a port
   * to one device only, so this taker replaces any other taker that is recorded for a new port.
   */
  PortRoutes moved(PortSource taker, Set<Integer> from, Set<Integer> to) {
    Map<Integer, PortSource> changed = new TreeMap<>(takers);
    from.forEach(port -> changed.remove(port, taker));
    to.forEach(port -> changed.put(port, taker));
    return new PortRoutes(changed);
  }

  /** Returns the ports of a taker, in ascending order. */
  Set<Integer> of(PortSource taker) {
    Set<Integer> own = new TreeSet<>();
    takers.forEach(
        (port, owner) -> {
          if (owner == taker) {
            own.add(port);
          }
        });
    return own;
  }

  /** Returns a copy of these routes without the ports of a taker. */
  PortRoutes without(PortSource taker) {
    Map<Integer, PortSource> fewer = new TreeMap<>(takers);
    fewer.entrySet().removeIf(route -> route.getValue() == taker);
    return new PortRoutes(fewer);
  }
}
