package io.jitpeers.kerneltests.pcap;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/** Sends IP packets unchanged, in Ethernet frames from the client to the gateway (packet(7)). */
final class FrameSender {
  // bits/socket.h, linux/if_ether.h
  private static final int AF_PACKET = 17;
  private static final int SOCK_RAW = 3;
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;

  private static final int MAC_LENGTH = 6;
  private static final int HEADER_LENGTH = 2 * MAC_LENGTH + Short.BYTES;

  /** sockaddr_ll: family 2, protocol 2, interface 4, type 2, packet type 1, length 1, address 8. */
  private static final int ADDRESS_LENGTH = 20;

  static {
    Native.register(FrameSender.class, "c");
  }

  private FrameSender() {}

  /** {@code int socket(int domain, int type, int protocol);} */
  private static native int socket(int domain, int type, int protocol) throws LastErrorException;

  /**
   * {@code ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr
   * *dest_addr, socklen_t addrlen);}
   */
  private static native long sendto(
      int fd, byte[] frame, long length, int flags, byte[] address, int addressLength)
      throws LastErrorException;

  /** {@code int close(int fd);} */
  private static native int close(int fd) throws LastErrorException;

  /**
   * Sends packets in order.
   *
   * @param tags the VLAN tags before each packet, the outermost first: a protocol and a number of
   *     16 bits each
   */
  static void send(Wire wire, Collection<byte[]> packets, int... tags) throws Exception {
    byte[] to = macIn(wire.gateway);
    wire.client.call(
        () -> {
          NetworkInterface from = NetworkInterface.getByName(Wire.DEVICE);
          int socket = socket(AF_PACKET, SOCK_RAW, 0);
          try {
            for (byte[] packet : packets) {
              byte[] frame = frame(to, from.getHardwareAddress(), tags, packet);
              sendto(socket, frame, frame.length, 0, address(from.getIndex()), ADDRESS_LENGTH);
            }
            return packets.size();
          } finally {
            close(socket);
          }
        });
  }

  private static byte[] macIn(NetNamespace namespace) throws Exception {
    return namespace.call(() -> NetworkInterface.getByName(Wire.DEVICE).getHardwareAddress());
  }

  private static byte[] frame(byte[] to, byte[] from, int[] tags, byte[] packet) {
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER_LENGTH + tags.length * Integer.BYTES + packet.length);
    frame.put(to).put(from);
    for (int tag : tags) {
      frame.putInt(tag);
    }
    int type = packet[0] >> 4 == 4 ? IPV4 : IPV6;
    return frame.putShort((short) type).put(packet).array();
  }

  private static byte[] address(int interfaceIndex) {
    return ByteBuffer.allocate(ADDRESS_LENGTH)
        .order(ByteOrder.nativeOrder())
        .putShort((short) AF_PACKET)
        .putInt(4, interfaceIndex)
        .array();
  }
}
