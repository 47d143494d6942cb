package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetSocketAddress;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports that this machine's firewall forwards to devices, and where their packets end. Not
 * thread-safe: its user has a lock.
 */
final class Forwards implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Forwards.class);

  private final IntPredicate ports;
  // None if connection tracking cannot be asked.
  private final @Nullable Translations translations;

  Forwards(IntPredicate ports, @Nullable Translations translations) {
    this.ports = ports;
    this.translations = translations;
  }

  /** Nothing is forwarded. */
  static Forwards none() {
    return new Forwards(port -> false, null);
  }

  /**
   * Opens what is asked in the calling thread's network namespace. If it cannot be, that is logged,
   * and a packet is taken to be forwarded to the address that it was for.
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
          "packets to forwarded ports are given back without knowing whether they are translated:"
              + " {}",
          e.getMessage(),
          e);
      return new Forwards(ports, null);
    }
  }

  /** Whether packets to a port are for a device that listens on another one. */
  boolean contains(int port) {
    return ports.test(port);
  }

  /** Where a datagram to one of the ports ends; null if it is not translated. */
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
