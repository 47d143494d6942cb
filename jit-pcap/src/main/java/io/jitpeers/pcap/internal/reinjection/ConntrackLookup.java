package io.jitpeers.pcap.internal.reinjection;

import io.jitpeers.linux.Capability;
import io.jitpeers.linux.Errno;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.netlink.KernelNetlinkSockets;
import io.jitpeers.linux.netlink.MessageWriter;
import io.jitpeers.linux.netlink.Netlink;
import io.jitpeers.linux.netlink.NetlinkSocket;
import io.jitpeers.linux.netlink.NetlinkSocketOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Queries the kernel's connection tracking. Not thread-safe: the caller holds a lock. */
final class ConntrackLookup implements Translations {
  /**
   * The size of the buffer for an answer. The kernel sends at most one page; the description of a
   * connection has about 300 bytes.
   */
  private static final int ANSWER_LENGTH = 4096;

  /**
   * The maximum number of unrelated datagrams that are skipped while waiting for the answer. An
   * example of an unrelated datagram is a late answer to an earlier request.
   */
  private static final int MOST_UNRELATED = 16;

  /**
   * The timeout for an answer. The kernel answers before the send call returns, so the timeout only
   * prevents an endless wait.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String MODULE =
      "the kernel's connection tracking cannot be queried: load the module nf_conntrack_netlink";

  private final NetlinkSocket socket;
  private final MessageWriter request = new MessageWriter(ConntrackMessages.REQUEST_LENGTH);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_LENGTH);
  private final ConntrackMessages answers = new ConntrackMessages(answer);
  private int sequence;

  ConntrackLookup(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket for the queries, in the calling thread's network namespace. */
  static NetlinkSocket openSocket() throws SystemCallException {
    return KernelNetlinkSockets.ofProcess()
        .open(NetlinkSocketOptions.of(Netlink.NETLINK_NETFILTER).withReceiveTimeout(PATIENCE));
  }

  /**
   * Checks that connection tracking can be queried, by asking for a connection that does not exist.
   *
   * @throws SystemCallException if connection tracking cannot be queried; the message names a
   *     remedy
   */
  void probe() throws SystemCallException {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    var unused = translated(nobody, nobody);
  }

  @Override
  public @Nullable InetSocketAddress translated(
      InetSocketAddress source, InetSocketAddress destination) throws SystemCallException {
    int asked = ++sequence;
    ConntrackMessages.encodeRequest(request, source, destination, asked);
    socket.send(request.datagram());
    for (int i = 0; i <= MOST_UNRELATED; i++) {
      int length = Math.min(socket.receive(answer), ANSWER_LENGTH);
      ConntrackMessages.Answer said = answers.parseAnswer(length, asked, source, destination);
      if (said != null) {
        requireAnswer(said.errno(), destination);
        return said.translated();
      }
    }
    throw failure(destination, Errno.ETIMEDOUT);
  }

  /**
   * Throws if the kernel reported an error, except the error for a connection that does not exist.
   */
  private static void requireAnswer(int errno, InetSocketAddress destination)
      throws SystemCallException {
    switch (errno) {
      case 0, Errno.ENOENT -> {
        // The translated address in the answer is null if there is no connection.
      }
      case Errno.EPERM ->
          throw failure(destination, errno).withAdvice(Capability.CAP_NET_ADMIN.advice());
      // nfnetlink's errors for a subsystem that is not loaded.
      case Errno.EINVAL, Errno.EOPNOTSUPP -> throw failure(destination, errno).withAdvice(MODULE);
      default -> throw failure(destination, errno);
    }
  }

  private static SystemCallException failure(InetSocketAddress destination, int errno) {
    return new SystemCallException(
        "looking up the translation of packets to",
        destination.getAddress().getHostAddress() + " port " + destination.getPort(),
        errno);
  }

  @Override
  public void close() {
    socket.close();
  }
}
