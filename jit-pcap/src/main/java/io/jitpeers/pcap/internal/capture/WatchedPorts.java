package io.jitpeers.pcap.internal.capture;

import io.jitpeers.settings.SettingsException;
import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The ports that a source picks packets by: those that devices listen on, and those that the
 * firewall forwards to them, by which their clients' packets still go when a capture sees them.
 * Live, the devices' own ports are known as soon as an orchestrator tells them, and follow it.
 * Thread-safe.
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
   * Creates them.
   *
   * @param declared the listen ports, as the source was told; empty if nothing was said
   * @param forwarded the ports that are forwarded to those
   * @param live whether the devices are this machine's; a file may come from another one
   * @throws IllegalArgumentException if a port is none, or there is no port in a file's frames to
   *     look for
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

  /** All that are watched now. */
  public Ports all() {
    return all;
  }

  /** Whether packets to a port are for a device that listens on another one. */
  public boolean isForwarded(int port) {
    return forwarded.contains(port) && !listening.contains(port);
  }

  /** Whether any port is forwarded. */
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
   * Refuses to begin without knowing a port.
   *
   * @throws IllegalStateException if none is known
   */
  public void requireAny() {
    if (all.sorted().isEmpty()) {
      throw new IllegalStateException(
          "a capture must know a port: set packet-source.pcap.ports to the listen port of the"
              + " WireGuard interface, or give that interface one (\"wg set NAME listen-port PORT\")");
    }
  }

  /**
   * Watches the devices' ports. If they have none nothing can be for them, and what was watched
   * stays.
   *
   * @param listenPorts those of all devices that are served
   * @return whether that changes what is watched
   * @throws SettingsException the first time, if the source was told of a port that is none of them
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
