package io.jitpeers.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bound UDP socket. Any thread may send and close; one thread receives.
 *
 * <p>The channel is non-blocking. If it were blocking, a thread that is interrupted while it sends
 * would close the channel for all threads.
 */
final class UdpSocket implements DatagramReceiver {
  private static final Logger log = LoggerFactory.getLogger(UdpPacketSource.class);

  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress localAddress;

  private UdpSocket(DatagramChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
    // The channel's own getLocalAddress can throw, and then this constructor would leave its
    // sockets open.
    this.localAddress = (InetSocketAddress) channel.socket().getLocalSocketAddress();
  }

  /**
   * Binds a socket.
   *
   * @param address the address to bind; null for all IPv4 and IPv6 addresses
   * @param receiveBufferBytes the receive buffer's size; 0 for the system's default
   * @throws UncheckedIOException if the socket cannot be bound; the message says what to do
   */
  static UdpSocket bind(@Nullable InetAddress address, int port, int receiveBufferBytes) {
    try {
      Selector selector = Selector.open();
      try {
        return new UdpSocket(openBound(address, port, receiveBufferBytes, selector), selector);
      } catch (IOException | RuntimeException e) {
        selector.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot bind UDP port " + port + on(address) + ": " + e.getMessage() + advice(port, e),
          e);
    } catch (UnsupportedOperationException e) {
      throw new UncheckedIOException(
          new IOException("cannot bind UDP port " + port + on(address) + ": no IPv6 here", e));
    }
  }

  private static DatagramChannel openBound(
      @Nullable InetAddress address, int port, int receiveBufferBytes, Selector selector)
      throws IOException {
    DatagramChannel channel = open(address);
    try {
      channel.configureBlocking(false);
      if (receiveBufferBytes > 0) {
        setReceiveBuffer(channel, receiveBufferBytes);
      }
      channel.bind(new InetSocketAddress(address, port));
      channel.register(selector, SelectionKey.OP_READ);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static DatagramChannel open(@Nullable InetAddress address) throws IOException {
    if (address == null) {
      return DatagramChannel.open();
    }
    return DatagramChannel.open(
        address instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6);
  }

  private static void setReceiveBuffer(DatagramChannel channel, int bytes) throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, bytes);
    int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    if (granted < bytes) {
      log.warn(
          "asked for a receive buffer of {} bytes, got {}; raise net.core.rmem_max",
          bytes,
          granted);
    }
  }

  private static String on(@Nullable InetAddress address) {
    return address == null ? "" : " on " + address.getHostAddress();
  }

  /**
   * Returns advice for a failure to bind, as text to append to the error message of {@link #bind}.
   * The advice depends on the text of the system's message, because the JDK does not keep the error
   * number.
   */
  static String advice(int port, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    if (reason.contains("in use")) {
      return "; another socket has it, perhaps a kernel WireGuard device: stop that or choose"
          + " another port";
    }
    if (reason.contains("denied")) {
      return port < 1024
          ? "; ports below 1024 need CAP_NET_BIND_SERVICE, or a lower"
              + " net.ipv4.ip_unprivileged_port_start"
          : "; this process may not bind it: look at its security policy";
    }
    return reason.contains("assign") ? "; no interface of this machine has that address" : "";
  }

  InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
    try {
      while (true) {
        InetSocketAddress source = (InetSocketAddress) channel.receive(buffer);
        if (source != null) {
          return source;
        }
        selector.select();
        selector.selectedKeys().clear();
        // A handler may have left the thread interrupted. While the thread is interrupted, select
        // returns at once.
        Thread.interrupted();
      }
    } catch (ClosedSelectorException e) {
      ClosedChannelException closed = new ClosedChannelException();
      closed.initCause(e);
      throw closed;
    }
  }

  int send(ByteBuffer datagram, InetSocketAddress destination) throws IOException {
    return channel.send(datagram, destination);
  }

  /** Frees the port and wakes the receiver. Closing again does nothing. */
  void close() throws IOException {
    // The selector is closed last, because the port of the closed channel is released only then.
    try {
      channel.close();
    } finally {
      selector.close();
    }
  }
}
