package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.Errno;
import io.jitpeers.linux.NativeAccess;
import io.jitpeers.linux.NetworkNamespace;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.SystemSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Sends IP packets into an interface through a packet socket (packet(7)), so that no routing table
 * and no firewall rule can redirect them. Captures do not see these packets, because the socket
 * bypasses the point where captures listen (PACKET_QDISC_BYPASS). So a retransmitted packet is not
 * mistaken for a new one. Thread-safe.
 */
public final class InterfaceSender implements PacketSender {
  // sockaddr_ll, in bytes: family 2, protocol 2, interface index 4, hardware type 2, packet type 1,
  // length of the hardware address 1, hardware address 8.
  private static final int ADDRESS_LENGTH = 20;
  private static final int PROTOCOL = 2;
  private static final int INTERFACE_INDEX = 4;

  // EtherTypes.
  private static final short IPV4 = 0x0800;
  private static final short IPV6 = (short) 0x86DD;

  private final SystemSocket socket;
  private final String interfaceName;
  private final ByteBuffer address =
      ByteBuffer.allocateDirect(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());
  private boolean closed;

  private InterfaceSender(SystemSocket socket, String interfaceName) {
    this.socket = socket;
    this.interfaceName = interfaceName;
    address.putShort(0, (short) SystemSocket.AF_PACKET);
  }

  /**
   * Opens a sender. The interface may not exist yet.
   *
   * @param interfaceName the interface
   * @param namespace the interface's network namespace; null for the caller's
   * @throws IOException if the socket cannot be opened; if CAP_NET_RAW is missing, the message
   *     names a remedy
   */
  public static InterfaceSender open(String interfaceName, @Nullable NetworkNamespace namespace)
      throws IOException {
    return NetworkNamespace.callIn(namespace, () -> open(interfaceName));
  }

  private static InterfaceSender open(String interfaceName) throws SystemCallException {
    SystemSocket socket = openSocket("the packet socket for " + interfaceName);
    try {
      socket.setOption(SystemSocket.SOL_PACKET, SystemSocket.PACKET_QDISC_BYPASS, 1);
      return new InterfaceSender(socket, interfaceName);
    } catch (SystemCallException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static SystemSocket openSocket(String subject) throws SystemCallException {
    NativeAccess.require();
    try {
      // With protocol 0 the socket receives nothing.
      return SystemSocket.open(subject, SystemSocket.AF_PACKET, SystemSocket.SOCK_DGRAM, 0);
    } catch (SystemCallException e) {
      throw e.errno() == Errno.EPERM ? e.withAdvice(Capability.CAP_NET_RAW.advice()) : e;
    }
  }

  @Override
  public synchronized void send(byte[] packet) throws IOException {
    if (closed) {
      throw new IOException("sending into " + interfaceName + ": the source was closed");
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(packet.length).put(packet).flip();
    PartialChecksum.complete(direct);
    boolean ipv6 = (direct.get(0) & 0xF0) == 0x60;
    address
        .order(ByteOrder.BIG_ENDIAN)
        .putShort(PROTOCOL, ipv6 ? IPV6 : IPV4)
        .order(ByteOrder.nativeOrder())
        // The index is looked up each time, because an interface that is created anew has another
        // index.
        .putInt(INTERFACE_INDEX, socket.interfaceIndex(interfaceName));
    socket.sendTo(direct, address);
  }

  @Override
  public synchronized void close() {
    closed = true;
    socket.close();
  }
}
