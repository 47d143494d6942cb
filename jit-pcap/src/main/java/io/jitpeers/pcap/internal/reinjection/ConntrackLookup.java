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

/** Asks the kernel's connection tracking. Not thread-safe: its user has a lock. */
final class ConntrackLookup implements Translations {
  /** A connection's description has some 300 bytes; the kernel sends at most a page. */
  private static final int ANSWER_LENGTH = 4096;

  /** Answers to earlier questions that came too late then; more than a few are none. */
  private static final int MOST_UNRELATED = 16;

  /** The kernel answers before send returns; this is only so that nothing waits for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String MODULE =
      "the kernel's connection tracking cannot be asked: load the module nf_conntrack_netlink";

  private final NetlinkSocket socket;
  private final MessageWriter request = new MessageWriter(ConntrackMessages.REQUEST_LENGTH);
  private final ByteBuffer answer = ByteBuffer.allocateDirect(ANSWER_LENGTH);
  private final ConntrackMessages answers = new ConntrackMessages(answer);
  private int sequence;

  ConntrackLookup(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens a socket for it in the calling thread's network namespace. */
  static NetlinkSocket openSocket() throws SystemCallException {
    return KernelNetlinkSockets.ofProcess()
        .open(NetlinkSocketOptions.of(Netlink.NETLINK_NETFILTER).withReceiveTimeout(PATIENCE));
  }

  /**
   * Asks about a connection that there is not.
   *
   * @throws SystemCallException if connection tracking cannot be asked, with what to do about it
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

  /** Fails unless an error means that there is no such connection. */
  private static void requireAnswer(int errno, InetSocketAddress destination)
      throws SystemCallException {
    switch (errno) {
      case 0, Errno.ENOENT -> {
        // Told by what was translated.
      }
      case Errno.EPERM ->
          throw failure(destination, errno).withAdvice(Capability.CAP_NET_ADMIN.advice());
      // What nfnetlink says of a subsystem that it has not.
      case Errno.EINVAL, Errno.EOPNOTSUPP -> throw failure(destination, errno).withAdvice(MODULE);
      default -> throw failure(destination, errno);
    }
  }

  private static SystemCallException failure(InetSocketAddress destination, int errno) {
    return new SystemCallException(
        "looking up the translation of what is for",
        destination.getAddress().getHostAddress() + " port " + destination.getPort(),
        errno);
  }

  @Override
  public void close() {
    socket.close();
  }
}
