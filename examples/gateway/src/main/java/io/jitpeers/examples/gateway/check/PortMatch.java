package io.jitpeers.examples.gateway.check;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.DiscreteDomain;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set of UDP ports, from an expression of nft.
 *
 * @param ports the ports
 * @param sure whether the whole expression was understood; if false, the actual set may differ from
 *     {@code ports}
 */
record PortMatch(ImmutableRangeSet<Integer> ports, boolean sure) {
  static final PortMatch ALL = new PortMatch(closed(1, 65_535), true);
  static final PortMatch NONE = new PortMatch(ImmutableRangeSet.of(), true);

  private static ImmutableRangeSet<Integer> closed(int first, int last) {
    return ImmutableRangeSet.of(Range.closed(first, last).canonical(DiscreteDomain.integers()));
  }

  /**
   * Returns the ports of an expression: a port number, a range of ports, or a set or list of
   * further expressions. Any other expression, or an empty set or list, adds no ports and makes
   * {@code sure} false.
   */
  static PortMatch of(@Nullable Object expression) {
    if (expression instanceof Long port && port >= 1 && port <= 65_535) {
      return new PortMatch(closed(port.intValue(), port.intValue()), true);
    }
    List<?> range = JsonTree.elements(JsonTree.field(expression, "range"));
    if (range.size() == 2
        && range.get(0) instanceof Long first
        && range.get(1) instanceof Long last
        && first <= last) {
      return new PortMatch(closed(first.intValue(), last.intValue()), true);
    }
    if (JsonTree.field(expression, "elem") != null) {
      return of(JsonTree.path(expression, "elem", "val"));
    }
    List<?> set =
        expression instanceof List<?> list
            ? list
            : JsonTree.elements(JsonTree.field(expression, "set"));
    if (set.isEmpty()) {
      return new PortMatch(ImmutableRangeSet.of(), false);
    }
    return set.stream().map(PortMatch::of).reduce(NONE, PortMatch::or);
  }

  PortMatch or(PortMatch other) {
    return new PortMatch(ports.union(other.ports), sure && other.sure);
  }

  PortMatch and(PortMatch other) {
    return new PortMatch(ports.intersection(other.ports), sure && other.sure);
  }

  PortMatch not() {
    return new PortMatch(ALL.ports.difference(ports), sure);
  }

  PortMatch without(Iterable<Integer> others) {
    RangeSet<Integer> left = TreeRangeSet.create(ports);
    others.forEach(port -> left.remove(closed(port, port).span()));
    return new PortMatch(ImmutableRangeSet.copyOf(left), sure);
  }

  boolean contains(int port) {
    return ports.contains(port);
  }

  boolean isEmpty() {
    return ports.isEmpty();
  }

  /**
   * Returns the ports in the format of the setting for forwarded ports, such as {@code
   * 53,443,4000-4999}.
   */
  @Override
  public String toString() {
    return ports.asRanges().stream()
        .map(range -> ContiguousSet.create(range, DiscreteDomain.integers()))
        .map(
            range ->
                range.size() == 1
                    ? String.valueOf(range.first())
                    : range.first() + "-" + range.last())
        .collect(Collectors.joining(","));
  }
}
