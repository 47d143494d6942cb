package io.jitpeers.internal.hotset;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv6 address in 40 bytes; an {@link Inet6Address} takes three times as much. Immutable.
 *
 * @param scope the interface index of a link-local address; 0 for none
 * @param hash the hash code of the original address object
 */
record Ipv6Endpoint(long high, long low, int scope, int hash) {

  static Ipv6Endpoint of(Inet6Address address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return new Ipv6Endpoint(
        bytes.getLong(), bytes.getLong(), address.getScopeId(), address.hashCode());
  }

  InetAddress address() {
    byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
    try {
      return Inet6Address.getByAddress(null, bytes, scope > 0 ? scope : -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are always an address", e);
    }
  }
}
