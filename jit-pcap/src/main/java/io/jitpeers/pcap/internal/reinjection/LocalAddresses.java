package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.SystemCallException;
import java.net.InetAddress;

/** The addresses at which a network namespace takes packets for itself. */
interface LocalAddresses extends AutoCloseable {
  /**
   * Returns whether an address is one of them now. Asked each time, for addresses come and go.
   *
   * @throws SystemCallException if that cannot be told
   */
  boolean isLocal(InetAddress address) throws SystemCallException;

  /**
   * Returns whether what the namespace sends to somebody comes from one of its addresses, if
   * nothing but the routing tables chooses. True also if nothing can be sent there.
   *
   * @throws SystemCallException if that cannot be told
   */
  boolean answersFrom(InetAddress local, InetAddress remote) throws SystemCallException;

  /** Closes what is asked. A second time does nothing. */
  @Override
  void close();
}
