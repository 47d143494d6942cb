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
 * Hands IP packets to an interface by a packet socket (packet(7)): no routing table and no firewall
 * rule can send them elsewhere. Captures do not see them, for the socket goes past where those
 * listen (PACKET_QDISC_BYPASS), so that none takes for new what was sent again. Thread-safe.
 */
public final class InterfaceSender implements PacketSender {
  // sockaddr_ll: family 2, protocol 2, interface index 4, hardware type 2, packet type 1, length of
  // the hardware address 1, and that, 8.
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
   * Opens one. There need not be such an interface yet.
   *
   * @param interfaceName where packets go
   * @param namespace its network namespace; null for the caller's
   * @throws IOException if that fails; without CAP_NET_RAW it says what to do
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
      // Of protocol 0, it receives nothing.
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
        // Each time, for an interface that is made anew has another one.
        .putInt(INTERFACE_INDEX, socket.interfaceIndex(interfaceName));
    socket.sendTo(direct, address);
  }

  @Override
  public synchronized void close() {
    closed = true;
    socket.close();
  }
}
