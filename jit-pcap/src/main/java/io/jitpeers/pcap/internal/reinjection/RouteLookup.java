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
   * The size of the buffer for an answer. The kernel sends at most one page; the description of a
   * route has about 200 bytes.
   */
  private static final int ANSWER_LENGTH = 4096;

  /** The maximum number of addresses in a query. */
  private static final int MOST_REQUESTS = 2;

  /**
   * The maximum number of unrelated datagrams that are skipped while waiting for the answers. An
   * example of an unrelated datagram is a late answer to an earlier request.
   */
  private static final int MOST_UNRELATED = 16;

  /**
   * The timeout for an answer. The kernel answers before the send call returns, so the timeout only
   * prevents an endless wait.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final NetlinkSocket socket;
  private final MessageWriter request =
      new MessageWriter(MOST_REQUESTS * RouteMessages.REQUEST_LENGTH);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_LENGTH);
  private final RouteMessages parser = new RouteMessages(answer);
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
    return isUnicast(address) && isLocal(address, ask(address)[0]);
  }

  @Override
  public Ends ends(InetAddress source, InetAddress destination) throws SystemCallException {
    if (!isUnicast(destination)) {
      return new Ends(false, false, null);
    }
    RouteMessages.Answer[] said = ask(source, destination);
    return new Ends(
        isLocal(source, said[0]), isLocal(destination, said[1]), said[0].preferredSource());
  }

  /**
   * Returns whether an address is neither the wildcard address nor a multicast address. A query
   * makes sense only for an address that can belong to one machine: for 0.0.0.0, the kernel would
   * report the route to 127.0.0.1.
   */
  private static boolean isUnicast(InetAddress address) {
    return !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  private static boolean isLocal(InetAddress address, RouteMessages.Answer said)
      throws SystemCallException {
    return switch (said.kind()) {
      case ROUTE -> said.value() == RouteMessages.LOCAL;
      case ERROR -> {
        requireNoRoute(address, said.value());
        yield false;
      }
    };
  }

  /**
   * Sends one datagram with a request for each address, and returns the answers in the order of the
   * addresses.
   */
  private RouteMessages.Answer[] ask(InetAddress... addresses) throws SystemCallException {
    RouteMessages.Answer[] answers = new RouteMessages.Answer[addresses.length];
    int first = sequence + 1;
    sequence += addresses.length;
    RouteMessages.encodeRequests(request, first, addresses);
    socket.send(request.datagram());
    int unrelated = 0;
    for (int missing = addresses.length; missing > 0; ) {
      if (unrelated > MOST_UNRELATED) {
        throw failure(addresses[0], Errno.ETIMEDOUT);
      }
      if (receive(first, answers)) {
        missing--;
      } else {
        unrelated++;
      }
    }
    return answers;
  }

  /**
   * Receives a datagram. Returns false if the datagram contains none of the answers that are still
   * missing.
   */
  private boolean receive(int first, RouteMessages.Answer[] answers) throws SystemCallException {
    int length = Math.min(socket.receive(answer), ANSWER_LENGTH);
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] == null) {
        answers[i] = parser.parseAnswer(length, first + i);
        if (answers[i] != null) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Throws an exception, unless the error means that the address is unreachable (fib_props in
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
