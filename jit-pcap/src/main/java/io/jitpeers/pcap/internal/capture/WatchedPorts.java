package io.jitpeers.pcap.internal.capture;

import io.jitpeers.settings.SettingsException;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The destination ports of the packets that a source looks for: the devices' listen ports, and the
 * ports that the firewall forwards to the listen ports. A capture needs the forwarded ports because
 * it sees packets before their ports are translated. In a live capture the orchestrator supplies
 * the devices' listen ports, and supplies them again after a change. Thread-safe.
 */
public final class WatchedPorts {
  private final SortedSet<Integer> declared;
  private final SortedSet<Integer> forwarded;
  private final boolean live;
  private volatile Ports listening;
  private volatile Ports all;
  private boolean served;

  private WatchedPorts(
      SortedSet<Integer> declared, SortedSet<Integer> forwarded, boolean live, Ports all) {
    this.declared = declared;
    this.forwarded = forwarded;
    this.live = live;
    this.listening = Ports.of(declared);
    this.all = all;
  }

  /**
   * Creates a set of watched ports.
   *
   * @param declared the configured listen ports; may be empty
   * @param forwarded the ports that are forwarded to listen ports
   * @param live whether the capture is live; if so, the listen ports are those of this machine's
   *     devices, and otherwise they may be those of another machine
   * @throws IllegalArgumentException if a port is out of range, or if the capture is not live and
   *     both collections are empty
   */
  public static WatchedPorts of(
      Collection<Integer> declared, Collection<Integer> forwarded, boolean live) {
    if (!live && declared.isEmpty() && forwarded.isEmpty()) {
      throw new IllegalArgumentException(
          "at least one port is needed: the listen port of the WireGuard interface");
    }
    SortedSet<Integer> own = new TreeSet<>(declared);
    SortedSet<Integer> more = new TreeSet<>(forwarded);
    return new WatchedPorts(own, more, live, union(own, more));
  }

  private static Ports union(Collection<Integer> some, Collection<Integer> others) {
    SortedSet<Integer> both = new TreeSet<>(some);
    both.addAll(others);
    return Ports.of(both);
  }

  /** Returns all ports that are watched now. */
  public Ports all() {
    return all;
  }

  /** Returns whether packets to a port are for a device that listens on another port. */
  public boolean isForwarded(int port) {
    return forwarded.contains(port) && !listening.contains(port);
  }

  /** Returns whether any port is forwarded. */
  public boolean hasForwarded() {
    return !forwarded.isEmpty();
  }

  private void requireServed(Set<Integer> listenPorts) {
    SortedSet<Integer> others = new TreeSet<>(declared);
    others.removeAll(listenPorts);
    if (!others.isEmpty()) {
      throw new SettingsException(
          "packet-source.pcap.ports names "
              + Ports.of(others)
              + ", on which no served interface listens ("
              + (listenPorts.isEmpty()
                  ? "none has a port; set one with \"wg set NAME listen-port PORT\""
                  : "they listen on " + Ports.of(listenPorts))
              + "); leave it out, or, if a firewall rule of this machine forwards it to one of them,"
              + " name it in packet-source.pcap.forwarded-ports instead");
    }
  }

  /**
   * Checks that there is at least one port.
   *
   * @throws IllegalStateException if there is none
   */
  public void requireAny() {
    if (all.sorted().isEmpty()) {
      throw new IllegalStateException(
          "a capture must know a port: set packet-source.pcap.ports to the listen port of the"
              + " WireGuard interface, or give that interface one (\"wg set NAME listen-port PORT\")");
    }
  }

  /**
   * Replaces the watched listen ports with those of the devices. If no device has a listen port, no
   * packet can be for a device; the watched ports then stay unchanged. For a file, this method does
   * nothing.
   *
   * @param listenPorts the listen ports of all devices of the orchestrator
   * @return whether the watched ports changed
   * @throws SettingsException on the first call, if a configured port is not in {@code listenPorts}
   */
  public synchronized boolean follow(Set<Integer> listenPorts) {
    if (!live) {
      return false;
    }
    if (!served) {
      requireServed(listenPorts);
      served = true;
    }
    if (listenPorts.isEmpty()) {
      return false;
    }
    Ports before = all;
    listening = Ports.of(listenPorts);
    all = union(listenPorts, forwarded);
    return !all.sorted().equals(before.sorted());
  }
}
