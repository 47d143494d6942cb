package io.jitpeers.pcap.internal.capture;

import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A set of UDP ports. Immutable and thread-safe. */
public final class Ports {
  private static final int MAX_PORT = 65_535;

  private final SortedSet<Integer> sorted;
  private final BitSet bits = new BitSet();

  private Ports(SortedSet<Integer> sorted) {
    this.sorted = sorted;
    sorted.forEach(bits::set);
  }

  /** Creates a set. Throws if a port is out of the range 1 to 65535. */
  public static Ports of(Collection<Integer> ports) {
    ports.forEach(Ports::require);
    return new Ports(Collections.unmodifiableSortedSet(new TreeSet<>(ports)));
  }

  /** Returns the port. Throws if it is out of the range 1 to 65535. */
  public static int require(int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port must be 1 to 65535, not " + port);
    }
    return port;
  }

  /** Adds ports to a collection. If a port is out of the range 1 to 65535, throws and adds none. */
  public static void addTo(Collection<Integer> others, int... added) {
    for (int port : added) {
      var unused = require(port);
    }
    IntStream.of(added).forEach(others::add);
  }

  /** Returns the ports in ascending order. */
  public SortedSet<Integer> sorted() {
    return sorted;
  }

  /** Returns whether the set contains a port. */
  public boolean contains(int port) {
    return bits.get(port);
  }

  /**
   * Returns the ports in the form used in settings, such as {@code 443,4000-4999}, or {@code none}
   * for an empty set.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int first = bits.nextSetBit(0); first >= 0; ) {
      int end = bits.nextClearBit(first);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (end - first > 1) {
        text.append('-').append(end - 1);
      }
      first = bits.nextSetBit(end);
    }
    return text.isEmpty() ? "none" : text.toString();
  }
}
