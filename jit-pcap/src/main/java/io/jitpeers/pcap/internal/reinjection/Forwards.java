package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that this machine's firewall forwards to the ports of WireGuard devices, and the
 * translated destinations of packets to the forwarded ports. Not thread-safe: the caller holds a
 * lock.
 */
final class Forwards implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Forwards.class);

  private final IntPredicate ports;
  // Null if connection tracking cannot be queried.
  private final @Nullable Translations translations;

  Forwards(IntPredicate ports, @Nullable Translations translations) {
    this.ports = ports;
    this.translations = translations;
  }

  /** Returns an instance without forwarded ports. */
  static Forwards none() {
    return new Forwards(port -> false, null);
  }

  /**
   * Opens a socket for queries, in the calling thread's network namespace. If that fails, the
   * failure is logged, and packets are assumed to be delivered to the address that they were sent
   * to.
   */
  static Forwards open(IntPredicate ports) {
    try {
      ConntrackLookup conntrack = new ConntrackLookup(ConntrackLookup.openSocket());
      try {
        conntrack.probe();
        return new Forwards(ports, conntrack);
      } catch (SystemCallException | RuntimeException e) {
        conntrack.close();
        throw e;
      }
    } catch (SystemCallException e) {
      log.warn(
          "packets to forwarded ports are reinjected although their translation is unknown: {}",
          e.getMessage(),
          e);
      return new Forwards(ports, null);
    }
  }

  /**
   * Returns whether a port is forwarded: packets to the port are for a WireGuard device that
   * listens on another port.
   */
  boolean contains(int port) {
    return ports.test(port);
  }

  /**
   * Returns the translated destination of a datagram that was sent to a forwarded port. Returns
   * null if the datagram is not translated or its connection is unknown. Returns the given
   * destination if connection tracking cannot be queried.
   */
  @Nullable InetSocketAddress translated(InetSocketAddress source, InetSocketAddress destination)
      throws SystemCallException {
    if (translations == null) {
      return destination;
    }
    InetSocketAddress end = translations.translated(source, destination);
    return destination.equals(end) ? null : end;
  }

  @Override
  public void close() {
    if (translations != null) {
      translations.close();
    }
  }
}
