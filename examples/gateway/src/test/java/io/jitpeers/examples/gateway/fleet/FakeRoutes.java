package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.gateway.check.Programs.Ended;
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
  private int batches;
  private boolean dies;

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

  /** Sets whether ip(8) gives up at the first line. */
  synchronized void die(boolean value) {
    dies = value;
  }

  /** Removes all routes, as the kernel does when their interface goes down. */
  synchronized void loseRoutes() {
    routes.clear();
  }

  /** Returns how many processes have changed routes. */
  synchronized int batches() {
    return batches;
  }

  @Override
  public synchronized Ended run(List<String> command, String input) {
    if (command.contains("show")) {
      return String.join(" ", command).contains(failing)
          ? new Ended(2, "", "Dump terminated\n")
          : new Ended(0, show(command.contains("-6")), "");
    }
    if (!command.equals(List.of("ip", "-force", "-batch", "-"))) {
      throw new AssertionError("not expected: " + command);
    }
    batches++;
    if (dies) {
      return new Ended(255, "", "Error: inet prefix is expected\n");
    }
    StringBuilder complaints = new StringBuilder();
    int number = 0;
    for (String line : input.lines().toList()) {
      number++;
      changes.add("ip " + line);
      if (line.contains(failing)) {
        complaints.append("Error: Nexthop has invalid gateway.\nCommand failed -:" + number + "\n");
      } else if (!change(List.of(line.split(" ", -1)))) {
        complaints.append("RTNETLINK answers: No such process\nCommand failed -:" + number + "\n");
      }
    }
    return new Ended(complaints.isEmpty() ? 0 : 1, "", complaints.toString());
  }

  private boolean change(List<String> words) {
    String prefix = words.get(6);
    if (!words.subList(2, 6).equals(List.of("proto", "87", "metric", "8700"))) {
      foreign.remove(prefix);
    }
    if (words.get(1).equals("del")) {
      return routes.remove(prefix) != null;
    }
    routes.put(prefix, String.join(" ", words.subList(7, words.size())));
    return true;
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
