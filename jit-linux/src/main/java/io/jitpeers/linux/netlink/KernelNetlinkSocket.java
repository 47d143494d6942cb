package io.jitpeers.linux.netlink;

import io.jitpeers.linux.Errno;
import io.jitpeers.linux.Poller;
import io.jitpeers.linux.SystemCallException;
import io.jitpeers.linux.SystemSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A netlink socket to this machine's kernel. Calls block only while they wait for a datagram;
 * closing the socket ends the wait.
 */
final class KernelNetlinkSocket implements NetlinkSocket {
  private static final String SUBJECT = "a netlink socket";

  // struct sockaddr_nl: family 2, padding 2, port id 4, groups 4.
  private static final int ADDRESS_LENGTH = 12;
  private static final int ADDRESS_PORT_ID = 4;
  private static final int ADDRESS_GROUPS = 8;

  private static final int KERNEL = 0;
  private static final int NOBODY = -1;
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final SystemSocket socket;
  private final Poller poller;
  private final int portId;
  private final Duration receiveTimeout;
  private final ByteBuffer sender = address();
  // Sending and receiving hold the read lock; closing takes the write lock. So a descriptor number
  // is never used after the system has reassigned it.
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();

  private KernelNetlinkSocket(
      SystemSocket socket, Poller poller, int portId, Duration receiveTimeout) {
    this.socket = socket;
    this.poller = poller;
    this.portId = portId;
    this.receiveTimeout = receiveTimeout;
  }

  /** Opens a socket in the calling thread's network namespace. */
  static KernelNetlinkSocket open(NetlinkSocketOptions options) throws SystemCallException {
    SystemSocket socket =
        SystemSocket.open(
            SUBJECT, SystemSocket.AF_NETLINK, SystemSocket.SOCK_RAW, options.protocol());
    try {
      SocketOptions.apply(socket, options);
      int portId = bind(socket, options.portId(), options.groups());
      Poller poller = Poller.open(socket.fd(), SUBJECT);
      return new KernelNetlinkSocket(socket, poller, portId, options.receiveTimeout());
    } catch (SystemCallException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static int bind(SystemSocket socket, int wantedPortId, int groups)
      throws SystemCallException {
    ByteBuffer address =
        address()
            .putShort(0, (short) SystemSocket.AF_NETLINK)
            .putInt(ADDRESS_PORT_ID, wantedPortId)
            .putInt(ADDRESS_GROUPS, groups);
    socket.bind(address);
    return address.getInt(ADDRESS_PORT_ID);
  }

  private static ByteBuffer address() {
    return ByteBuffer.allocateDirect(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());
  }

  @Override
  public int portId() {
    return portId;
  }

  @Override
  public void send(ByteBuffer datagram) throws SystemCallException {
    lifecycle.readLock().lock();
    try {
      socket.send(datagram);
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  @Override
  public int receive(ByteBuffer into) throws SystemCallException {
    // The kernel answers most requests before send returns, so waiting is rarely necessary.
    int length = receiveNow(into);
    return length >= 0 ? length : receiveLater(into);
  }

  private int receiveLater(ByteBuffer into) throws SystemCallException {
    long deadline = System.nanoTime() + receiveTimeout.toNanos();
    int length = -1;
    while (length < 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SystemCallException(
            "waiting " + receiveTimeout.toMillis() / 1000.0 + " s for",
            "the kernel to answer",
            Errno.ETIMEDOUT);
      }
      // Rounded up; otherwise the last millisecond would be spent polling in a loop.
      var unused = awaitReadable((int) Math.min(Integer.MAX_VALUE, left / NANOS_IN_MILLI + 1));
      length = receiveNow(into);
    }
    return length;
  }

  @Override
  public int receiveNow(ByteBuffer into) throws SystemCallException {
    ByteBuffer whole = into.duplicate().clear();
    lifecycle.readLock().lock();
    try {
      while (true) {
        sender.putInt(ADDRESS_PORT_ID, NOBODY);
        int length = socket.receiveFrom(whole, sender);
        if (length < 0 || sender.getInt(ADDRESS_PORT_ID) == KERNEL) {
          return length;
        }
      }
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) throws SystemCallException {
    return switch (poller.await(timeoutMillis)) {
      case READABLE, ERROR -> true;
      case WOKEN, TIMED_OUT -> false;
      case CLOSED -> throw new SystemCallException("waiting for", SUBJECT, Errno.EBADF);
    };
  }

  @Override
  public void wakeUp() {
    poller.wake();
  }

  @Override
  public void close() {
    // The poller is closed first, so that a waiting thread stops: a descriptor may be closed only
    // when no thread polls it.
    poller.close();
    lifecycle.writeLock().lock();
    try {
      socket.close();
    } finally {
      lifecycle.writeLock().unlock();
    }
  }
}
