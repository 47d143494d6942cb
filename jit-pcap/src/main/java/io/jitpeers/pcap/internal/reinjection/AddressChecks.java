package io.jitpeers.pcap.internal.reinjection;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Checks whether a datagram could have arrived from the network at a local port, and whether it
 * could be answered.
 */
final class AddressChecks {
  private AddressChecks() {}

  /**
   * Returns whether both addresses are usable: they are of the same family, their ports are not 0,
   * and an answer can reach the source. The kernel does not check the source address of packets
   * that it sends itself. Without this method, packets with a forged source could bypass the
   * kernel's check of incoming packets by being reinjected.
   */
  static boolean isUsable(InetSocketAddress source, InetSocketAddress destination) {
    InetAddress from = source.getAddress();
    InetAddress to = destination.getAddress();
    if (from == null
        || to == null
        || (from instanceof Inet4Address) != (to instanceof Inet4Address)) {
      return false;
    }
    if (source.getPort() == 0 || destination.getPort() == 0) {
      return false;
    }
    if (from.isAnyLocalAddress() || from.isMulticastAddress() || isReserved(from)) {
      return false;
    }
    return !from.isLoopbackAddress() || to.isLoopbackAddress();
  }

  /**
   * Returns whether an address is in 240.0.0.0/4, which includes the limited broadcast address, or
   * in 0.0.0.0/8 (RFC 6890).
   */
  private static boolean isReserved(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xF0) == 0xF0);
  }

  static boolean isIpv6LinkLocal(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ipv6 && ipv6.isLinkLocalAddress();
  }
}
