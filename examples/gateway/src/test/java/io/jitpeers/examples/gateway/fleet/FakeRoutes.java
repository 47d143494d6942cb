package io.jitpeers.examples.gateway.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An ip(8) that has routes of the protocol number, and fails when a test wants. It also has routes
 * of others, which a command concerns that does not name the metric. Thread-safe.
 */
final class FakeRoutes implements IpRoutes.Program {
  private final Map<String, String> routes = new TreeMap<>();
  private final Map<String, String> foreign = new TreeMap<>();
  private final List<String> changes = new ArrayList<>();
  private String failing = "nothing";

  /** Lets each command fail that contains a text. */
  synchronized void fail(String text) {
    failing = text;
  }

  synchronized void put(String prefix, String rest) {
    routes.put(prefix, rest);
  }

  /** Adds a route with the protocol number and another metric, or none. */
  synchronized void putForeign(String prefix, String rest) {
    foreign.put(prefix, rest);
  }

  /** Returns the routes of others. */
  synchronized Map<String, String> foreign() {
    return Map.copyOf(foreign);
  }

  /** Returns the routes, with the words behind the prefix. */
  synchronized Map<String, String> routes() {
    return Map.copyOf(routes);
  }

  /** Returns the commands that changed routes or failed to, and forgets them. */
  synchronized List<String> takeChanges() {
    List<String> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  @Override
  public synchronized String run(List<String> command) throws IOException {
    String line = String.join(" ", command);
    boolean shows = line.contains(" show ");
    if (!shows) {
      changes.add(line);
    }
    if (line.contains(failing)) {
      throw new IOException("\"" + line + "\" failed (2): Error: Nexthop has invalid gateway.");
    }
    if (shows) {
      return show(line.contains(" -6 "));
    }
    String prefix = command.get(3);
    if (!line.endsWith(" metric 8700")) {
      foreign.remove(prefix);
    }
    if (command.get(2).equals("del")) {
      if (routes.remove(prefix) == null) {
        throw new IOException("\"" + line + "\" failed (2): RTNETLINK answers: No such process");
      }
    } else {
      routes.put(prefix, String.join(" ", command.subList(4, command.indexOf("proto"))));
    }
    return "";
  }

  private String show(boolean ipv6) {
    StringBuilder text = new StringBuilder();
    if (!ipv6) {
      foreign.forEach((prefix, rest) -> text.append(prefix + " " + rest + " \n"));
    }
    routes.forEach(
        (prefix, rest) -> {
          if (prefix.contains(":") == ipv6) {
            // As ip(8) prints: single addresses without a length, and this for the length 0.
            String shown =
                prefix.endsWith("/0") ? "default" : prefix.replaceFirst("/(32|128)$", "");
            text.append(shown).append(' ').append(rest).append(" dev eth0 metric 8700 \n");
          }
        });
    return text.toString();
  }
}
