package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.IpPrefix;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * The first and the last address of a prefix, each packed into a blob: one byte for the address
 * family, then the bytes of the address. The database sorts such blobs in the order of the
 * addresses.
 */
final class AddressRange {
  private static final byte IPV4 = 4;
  private static final byte IPV6 = 6;

  private final IpPrefix prefix;

  private AddressRange(IpPrefix prefix) {
    this.prefix = prefix;
  }

  static AddressRange of(IpPrefix prefix) {
    return new AddressRange(prefix);
  }

  /** Returns the ranges of one peer's allowed IPs, without duplicates. */
  static List<AddressRange> distinct(Collection<IpPrefix> prefixes) {
    return prefixes.stream().distinct().map(AddressRange::new).toList();
  }

  IpPrefix prefix() {
    return prefix;
  }

  /** Returns the length of the prefix. */
  int length() {
    return prefix.length();
  }

  /** Returns the packed first address. */
  byte[] first() {
    byte[] address = prefix.address().getAddress();
    byte[] packed = new byte[1 + address.length];
    packed[0] = prefix.isIpv6() ? IPV6 : IPV4;
    System.arraycopy(address, 0, packed, 1, address.length);
    return packed;
  }

  /** Returns the packed last address: the prefix's address after all host bits are set to 1. */
  byte[] last() {
    byte[] packed = first();
    int wholeBytes = prefix.length() / 8;
    int bits = prefix.length() % 8;
    int next = 1 + wholeBytes;
    if (next < packed.length) {
      packed[next] = (byte) (packed[next] | 0xff >>> bits);
      Arrays.fill(packed, next + 1, packed.length, (byte) 0xff);
    }
    return packed;
  }
}
