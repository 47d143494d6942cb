package io.jitpeers.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Creates IP packets that contain a UDP datagram. All checksums are 0. */
public final class IpPackets {
  private static final int UDP = 17;
  private static final int UDP_HEADER = 8;

  private IpPackets() {}

  /**
   * Creates an IPv4 or IPv6 packet, depending on the family of the source address.
   *
   * @param from source address and port
   * @param to destination address and port
   * @param payload the UDP payload
   * @return the packet
   */
  public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    return from.getAddress().getAddress().length == 4
        ? ipv4(from, to, payload, 0)
        : ipv6(from, to, payload, new byte[0], UDP);
  }

  /**
   * Creates an IPv4 packet.
   *
   * @param from source address and port
   * @param to destination address and port
   * @param payload the UDP payload
   * @param optionWords the length of the options in words of 4 bytes, 0 to 10
   * @return the packet
   */
  public static byte[] ipv4(
      InetSocketAddress from, InetSocketAddress to, byte[] payload, int optionWords) {
    int header = 20 + 4 * optionWords;
    ByteBuffer packet = ByteBuffer.allocate(header + UDP_HEADER + payload.length);
    packet
        .put((byte) (0x40 | header / 4))
        .put((byte) 0)
        .putShort((short) packet.capacity())
        .putInt(0)
        .put((byte) 64)
        .put((byte) UDP)
        .putShort((short) 0)
        .put(from.getAddress().getAddress())
        .put(to.getAddress().getAddress())
        // Each byte of the options is the option "no operation".
        .put(filled(4 * optionWords, 1));
    return putUdp(packet, from, to, payload);
  }

  /**
   * Creates an IPv6 packet.
   *
   * @param from source address and port
   * @param to destination address and port
   * @param payload the UDP payload
   * @param extensions the extension headers, or an empty array
   * @param next the protocol number of the first extension header; the number of UDP if there are
   *     no extension headers
   * @return the packet
   */
  public static byte[] ipv6(
      InetSocketAddress from, InetSocketAddress to, byte[] payload, byte[] extensions, int next) {
    int inside = extensions.length + UDP_HEADER + payload.length;
    ByteBuffer packet = ByteBuffer.allocate(40 + inside);
    packet
        .putInt(0x60000000)
        .putShort((short) inside)
        .put((byte) next)
        .put((byte) 64)
        .put(from.getAddress().getAddress())
        .put(to.getAddress().getAddress())
        .put(extensions);
    return putUdp(packet, from, to, payload);
  }

  /**
   * Creates an empty IPv6 extension header.
   *
   * @param next the protocol number of the next header
   * @param units the header's length in units of 8 bytes, 1 or more
   * @return the header
   */
  public static byte[] extension(int next, int units) {
    byte[] header = new byte[8 * units];
    header[0] = (byte) next;
    header[1] = (byte) (units - 1);
    return header;
  }

  private static byte[] putUdp(
      ByteBuffer packet, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    packet
        .putShort((short) from.getPort())
        .putShort((short) to.getPort())
        .putShort((short) (UDP_HEADER + payload.length))
        .putShort((short) 0)
        .put(payload);
    byte[] bytes = new byte[packet.capacity()];
    packet.get(0, bytes);
    return bytes;
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /**
   * Creates a socket address from an address literal.
   *
   * @param literal an IPv4 or IPv6 address
   * @param port the port
   * @return the socket address
   */
  public static InetSocketAddress at(String literal, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  /**
   * Creates 148 bytes in the form of an initiation. The MAC1 is always invalid. Each number gives a
   * different sender index and a different MAC1.
   *
   * @param number any number
   * @return the payload
   */
  public static byte[] initiation(int number) {
    byte[] bytes = new byte[148];
    ByteBuffer.wrap(bytes).put((byte) 1).putInt(4, number).putInt(116, number);
    return bytes;
  }
}
