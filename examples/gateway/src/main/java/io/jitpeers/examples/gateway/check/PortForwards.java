package io.jitpeers.examples.gateway.check;

import static io.jitpeers.examples.gateway.check.JsonTree.elements;
import static io.jitpeers.examples.gateway.check.JsonTree.field;
import static io.jitpeers.examples.gateway.check.JsonTree.path;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the UDP ports that a firewall translates to another port when a packet arrives. Reads the
 * output of {@code nft -j list ruleset}, which libnftables-json(5) describes. Used once.
 */
final class PortForwards {
  /** The depth to which nft lets chains jump. */
  private static final int MAX_DEPTH = 16;

  private static final Set<String> PORT_HEADERS = Set.of("udp", "th");

  private final int port;
  private final Map<String, List<Object>> rules = new LinkedHashMap<>();
  private final Map<String, PortMatch> sets = new LinkedHashMap<>();
  private final List<String> entries = new ArrayList<>();
  private PortMatch found = PortMatch.NONE;
  private PortMatch maybe = PortMatch.NONE;

  private PortForwards(int port) {
    this.port = port;
  }

  /**
   * The result of a search.
   *
   * @param ports the ports that are translated to the given port
   * @param maybe the ports that are translated to an unknown port; for example, nft does not show
   *     the port to which an iptables rule translates
   */
  record Found(PortMatch ports, PortMatch maybe) {}

  /**
   * Searches a ruleset for translations to a port.
   *
   * @param ruleset the output of nft
   * @throws IOException if the ruleset is not JSON
   */
  static Found to(int port, String ruleset) throws IOException {
    PortForwards search = new PortForwards(port);
    for (Object object : elements(field(JsonTree.parse(ruleset), "nftables"))) {
      search.take(object);
    }
    for (String entry : search.entries) {
      search.walk(entry, PortMatch.ALL, 0);
    }
    return new Found(search.found.without(Set.of(port)), search.maybe.without(Set.of(port)));
  }

  private void take(@Nullable Object object) {
    Object chain = field(object, "chain");
    if ("prerouting".equals(field(chain, "hook"))) {
      entries.add(name(chain, field(chain, "name")));
    }
    Object rule = field(object, "rule");
    if (rule != null) {
      rules
          .computeIfAbsent(name(rule, field(rule, "chain")), absent -> new ArrayList<>())
          .add(rule);
    }
    Object set = field(object, "set");
    if (set != null) {
      sets.put(name(set, "@" + field(set, "name")), PortMatch.of(field(set, "elem")));
    }
  }

  /**
   * Returns the name of a chain or set together with its family and table, because such names are
   * unique only within a table.
   */
  private static String name(@Nullable Object of, @Nullable Object own) {
    return field(of, "family") + " " + field(of, "table") + " " + own;
  }

  private void walk(String chain, PortMatch coming, int depth) {
    for (Object rule : rules.getOrDefault(chain, List.of())) {
      PortMatch ports = coming;
      for (Object statement : elements(field(rule, "expr"))) {
        ports = ports.and(matching(rule, field(statement, "match")));
        if (!ports.isEmpty() || !ports.sure()) {
          act(rule, statement, ports, depth);
        }
      }
    }
  }

  private PortMatch matching(Object rule, @Nullable Object match) {
    if (match == null) {
      return PortMatch.ALL;
    }
    Object left = field(match, "left");
    Object right = field(match, "right");
    boolean equal = "==".equals(field(match, "op")) || "in".equals(field(match, "op"));
    if ("l4proto".equals(path(left, "meta", "key"))) {
      boolean udp = "udp".equals(right) || elements(field(right, "set")).contains("udp");
      return udp == equal ? PortMatch.ALL : PortMatch.NONE;
    }
    if ("tcp".equals(path(left, "payload", "protocol"))) {
      return PortMatch.NONE;
    }
    if (isPort(left)) {
      PortMatch ports = set(rule, right);
      return equal ? ports : ports.not();
    }
    int place = placeOfPort(left);
    return place < 0 || !equal ? PortMatch.ALL : PortMatch.of(column(right, place));
  }

  private static boolean isPort(@Nullable Object expression) {
    return PORT_HEADERS.contains(String.valueOf(path(expression, "payload", "protocol")))
        && "dport".equals(path(expression, "payload", "field"));
  }

  private static int placeOfPort(@Nullable Object concatenation) {
    List<?> parts = elements(field(concatenation, "concat"));
    for (int i = 0; i < parts.size(); i++) {
      if (isPort(parts.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static List<Object> column(@Nullable Object set, int place) {
    List<Object> column = new ArrayList<>();
    for (Object element : elements(field(set, "set"))) {
      List<?> parts = elements(field(element, "concat"));
      column.add(place < parts.size() ? parts.get(place) : "");
    }
    return column;
  }

  private PortMatch set(Object rule, @Nullable Object expression) {
    PortMatch named =
        expression instanceof String name && name.startsWith("@")
            ? sets.get(name(rule, name))
            : null;
    return named == null ? PortMatch.of(expression) : named;
  }

  private void act(Object rule, @Nullable Object statement, PortMatch ports, int depth) {
    for (String kind : new String[] {"jump", "goto"}) {
      Object target = path(statement, kind, "target");
      if (target != null && depth < MAX_DEPTH) {
        walk(name(rule, target), ports, depth + 1);
      }
    }
    Object verdicts = field(statement, "vmap");
    if (verdicts != null && isPort(field(verdicts, "key"))) {
      for (Object entry : elements(path(verdicts, "data", "set"))) {
        List<?> pair = elements(entry);
        if (pair.size() == 2) {
          act(rule, pair.get(1), ports.and(PortMatch.of(pair.get(0))), depth);
        }
      }
    }
    for (String kind : new String[] {"redirect", "dnat"}) {
      translate(field(statement, kind), ports);
    }
    Object mangle = field(statement, "mangle");
    if (mangle != null && isPort(field(mangle, "key"))) {
      end(field(mangle, "value"), ports);
    }
    Object iptables = field(statement, "xt");
    if (Set.of("REDIRECT", "DNAT").contains(String.valueOf(field(iptables, "name")))) {
      maybe = maybe.or(ports);
    }
  }

  private void translate(@Nullable Object translation, PortMatch ports) {
    if (translation == null) {
      return;
    }
    Object addresses = path(translation, "addr", "map");
    end(addresses == null ? field(translation, "port") : field(translation, "addr"), ports);
  }

  /**
   * Adds to {@link #found} the ports that are translated to the port that is searched for. If it is
   * unknown to which port a map translates them, adds the ports to {@link #maybe}.
   *
   * @param end the target of the translation: a number, a range, or a map with such values
   * @param ports the ports that are translated
   */
  private void end(@Nullable Object end, PortMatch ports) {
    Object map = field(end, "map");
    if (map == null) {
      if (PortMatch.of(end).contains(port)) {
        found = found.or(ports);
      }
      return;
    }
    List<?> pairs = elements(path(map, "data", "set"));
    boolean byPort = isPort(field(map, "key"));
    if (pairs.isEmpty() || !byPort) {
      maybe = maybe.or(ports);
      return;
    }
    for (Object entry : pairs) {
      List<?> pair = elements(entry);
      if (pair.size() == 2) {
        List<?> parts = elements(field(pair.get(1), "concat"));
        Object value = parts.isEmpty() ? pair.get(1) : parts.get(parts.size() - 1);
        end(value, ports.and(PortMatch.of(pair.get(0))));
      }
    }
  }
}
