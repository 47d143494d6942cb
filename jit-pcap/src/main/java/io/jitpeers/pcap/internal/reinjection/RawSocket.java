package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.Errno;
import io.jitpeers.linux.NativeAccess;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.SystemSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A raw socket (raw(7)). Its protocol is IPPROTO_RAW. A socket with this protocol only sends, so no
 * received packets accumulate in it.
 */
final class RawSocket implements RawSender {
  // sockaddr_in, in bytes: family 2, port 2, address 4, padding 8.
  private static final int IPV4_LENGTH = 16;
  private static final int IPV4_ADDRESS = 4;
  // sockaddr_in6, in bytes: family 2, port 2, flow information 4, address 16, scope id 4. The port
  // is 0, because a raw socket would interpret the port as a protocol number.
  private static final int IPV6_LENGTH = 28;
  private static final int IPV6_ADDRESS = 8;

  private static final String OUTPUT_RULES =
      "an output rule of this machine's firewall forbids it: permit UDP to the port on lo, from "
          + "any source";

  private final SystemSocket socket;
  private final ByteBuffer address;
  private final int addressOffset;

  private RawSocket(SystemSocket socket, int family, int addressLength, int addressOffset) {
    this.socket = socket;
    this.address = ByteBuffer.allocateDirect(addressLength).order(ByteOrder.nativeOrder());
    this.address.putShort(0, (short) family);
    this.addressOffset = addressOffset;
  }

  /** Opens a socket for IPv4, in the calling thread's network namespace. */
  static RawSocket openIpv4() throws SystemCallException {
    SystemSocket socket = open("the raw socket for IPv4", SystemSocket.AF_INET);
    return new RawSocket(socket, SystemSocket.AF_INET, IPV4_LENGTH, IPV4_ADDRESS);
  }

  /** Opens a socket for IPv6, in the calling thread's network namespace. */
  static RawSocket openIpv6() throws SystemCallException {
    SystemSocket socket = open("the raw socket for IPv6", SystemSocket.AF_INET6);
    try {
      // For IPv6 the option must be set. For IPv4 the protocol IPPROTO_RAW implies it.
      socket.setOption(SystemSocket.IPPROTO_IPV6, SystemSocket.IPV6_HDRINCL, 1);
      return new RawSocket(socket, SystemSocket.AF_INET6, IPV6_LENGTH, IPV6_ADDRESS);
    } catch (SystemCallException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static SystemSocket open(String subject, int family) throws SystemCallException {
    NativeAccess.require();
    try {
      return SystemSocket.open(subject, family, SystemSocket.SOCK_RAW, SystemSocket.IPPROTO_RAW);
    } catch (SystemCallException e) {
      throw e.errno() == Errno.EPERM ? e.withAdvice(Capability.CAP_NET_RAW.advice()) : e;
    }
  }

  @Override
  public void send(ByteBuffer datagram, InetAddress destination) throws SystemCallException {
    address.put(addressOffset, destination.getAddress());
    try {
      socket.sendTo(datagram, address);
    } catch (SystemCallException e) {
      throw e.errno() == Errno.EPERM ? e.withAdvice(OUTPUT_RULES) : e;
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
