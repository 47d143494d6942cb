package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Queries the kernel's routing tables. Not thread-safe: the caller holds a lock. */
final class RouteLookup implements LocalAddresses {
  /**
   * The size of the buffer. The kernel sends at most one page; the description of a route has about
   * 200 bytes.
   */
  private static final int ANSWER_LENGTH = 4096;

  /** The maximum number of datagrams to skip, such as late answers to earlier requests. */
  private static final int MOST_UNRELATED = 16;

  /**
   * The timeout for an answer. The kernel answers before the send call returns, so the timeout only
   * prevents an endless wait.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final NetlinkSocket socket;
  private final MessageWriter request = new MessageWriter(RouteMessages.REQUEST_LENGTH);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_LENGTH);
  private final RouteMessages answers = new RouteMessages(answer);
  private int sequence;

  RouteLookup(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket for the queries, in the calling thread's network namespace. */
  static NetlinkSocket openSocket() throws SystemCallException {
    return KernelNetlinkSockets.ofProcess()
        .open(NetlinkSocketOptions.of(Netlink.NETLINK_ROUTE).withReceiveTimeout(PATIENCE));
  }

  @Override
  public boolean isLocal(InetAddress address) throws SystemCallException {
    // For 0.0.0.0 the kernel returns the route to 127.0.0.1.
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return false;
    }
    RouteMessages.Answer said = ask(address);
    return switch (said.kind()) {
      case ROUTE -> said.value() == RouteMessages.LOCAL;
      case ERROR -> {
        requireNoRoute(address, said.value());
        yield false;
      }
    };
  }

  @Override
  public boolean answersFrom(InetAddress local, InetAddress remote) throws SystemCallException {
    RouteMessages.Answer said = ask(remote);
    return switch (said.kind()) {
      // A client on this machine sends its packets over loopback, and is answered there.
      case ROUTE ->
          said.value() == RouteMessages.LOCAL
              || said.preferredSource() == null
              || said.preferredSource().equals(local);
      case ERROR -> {
        requireNoRoute(remote, said.value());
        yield true;
      }
    };
  }

  private RouteMessages.Answer ask(InetAddress address) throws SystemCallException {
    int asked = ++sequence;
    RouteMessages.encodeRequest(request, address, asked);
    socket.send(request.datagram());
    for (int i = 0; i <= MOST_UNRELATED; i++) {
      int length = Math.min(socket.receive(answer), ANSWER_LENGTH);
      RouteMessages.Answer said = answers.parseAnswer(length, asked);
      if (said != null) {
        return said;
      }
    }
    throw failure(address, Errno.ETIMEDOUT);
  }

  /**
   * Throws for every error except those that mean that the address is unreachable (fib_props in
   * fib_semantics.c).
   */
  private static void requireNoRoute(InetAddress address, int errno) throws SystemCallException {
    switch (errno) {
      case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EACCES, Errno.EINVAL -> {
        // No route, or a route of the type unreachable, prohibit or blackhole.
      }
      default -> throw failure(address, errno);
    }
  }

  private static SystemCallException failure(InetAddress address, int errno) {
    return new SystemCallException("looking up the route to", address.getHostAddress(), errno);
  }

  @Override
  public void close() {
    socket.close();
  }
}
