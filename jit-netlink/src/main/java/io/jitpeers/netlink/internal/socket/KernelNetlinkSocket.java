package io.jitpeers.netlink.internal.socket;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.jitpeers.netlink.internal.codec.Errno;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A netlink socket of this machine's kernel. System calls that a signal interrupted are made again.
 * No system call blocks but poll(2), which closing the socket ends.
 */
final class KernelNetlinkSocket implements NetlinkSocket {
  // struct sockaddr_nl: family 2, padding 2, port id 4, groups 4.
  private static final int ADDRESS_LENGTH = 12;
  private static final int ADDRESS_PORT_ID = 4;
  private static final int ADDRESS_GROUPS = 8;
  // struct pollfd: fd 4, events 2, revents 2.
  private static final int POLLFD_LENGTH = 8;
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final int fd;
  private final int wakeFd;
  private final int portId;
  private final Memory sender = new Memory(ADDRESS_LENGTH);
  private final Memory senderLength = new Memory(Integer.BYTES);
  private final Memory polled = new Memory(2L * POLLFD_LENGTH);
  private final Duration receiveTimeout;
  private final Memory counter = new Memory(Long.BYTES);
  private final Memory one = new Memory(Long.BYTES);
  // Readers use the descriptors; closing takes the write lock, so that a number is never used after
  // the system gave it to someone else.
  private final ReentrantReadWriteLock lifecycle = new ReentrantReadWriteLock();
  // Set first of all, so that whoever is woken up by the closing does not begin to wait again.
  private volatile boolean closing;
  private boolean closed;

  private KernelNetlinkSocket(int fd, int wakeFd, int portId, Duration receiveTimeout) {
    this.fd = fd;
    this.wakeFd = wakeFd;
    this.portId = portId;
    this.receiveTimeout = receiveTimeout;
    one.setLong(0, 1);
  }

  /** Opens a socket in the calling thread's network namespace. */
  static KernelNetlinkSocket open(NetlinkSocketOptions options) throws ErrnoException {
    NativeAccess.require();
    int fd =
        call(
            "socket",
            () ->
                LibC.socket(
                    LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, options.protocol()));
    int wakeFd = -1;
    try {
      wakeFd = call("eventfd", () -> LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK));
      SocketOptions.apply(fd, options);
      return new KernelNetlinkSocket(
          fd, wakeFd, bind(fd, options.portId(), options.groups()), options.receiveTimeout());
    } catch (ErrnoException | RuntimeException e) {
      closeQuietly(fd);
      closeQuietly(wakeFd);
      throw e;
    }
  }

  private static int bind(int fd, int wantedPortId, int groups) throws ErrnoException {
    try (Memory address = new Memory(ADDRESS_LENGTH);
        Memory length = new Memory(Integer.BYTES)) {
      address.clear();
      address.setShort(0, (short) LibC.AF_NETLINK);
      address.setInt(ADDRESS_PORT_ID, wantedPortId);
      address.setInt(ADDRESS_GROUPS, groups);
      call("bind", () -> LibC.bind(fd, address, ADDRESS_LENGTH));
      length.setInt(0, ADDRESS_LENGTH);
      call("getsockname", () -> LibC.getsockname(fd, address, length));
      return address.getInt(ADDRESS_PORT_ID);
    }
  }

  @Override
  public int portId() {
    return portId;
  }

  @Override
  public void send(ByteBuffer datagram) throws ErrnoException {
    Pointer bytes = Native.getDirectBufferPointer(datagram).share(datagram.position());
    int length = datagram.remaining();
    lifecycle.readLock().lock();
    try {
      requireOpen("send");
      callLong("send", () -> LibC.send(fd, bytes, length, 0));
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  @Override
  public int receive(ByteBuffer into) throws ErrnoException {
    long deadline = System.nanoTime() + receiveTimeout.toNanos();
    // The kernel answers most requests before send returns, so there is rarely anything to wait
    // for.
    int length = receiveNow(into);
    while (length < 0) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new ErrnoException(
            "waiting " + receiveTimeout.toMillis() / 1000.0 + " s for the kernel to answer",
            Errno.ETIMEDOUT);
      }
      // Rounded up: else the last millisecond would be spent asking.
      var unused = awaitReadable((int) Math.min(Integer.MAX_VALUE, left / NANOS_IN_MILLI + 1));
      length = receiveNow(into);
    }
    return length;
  }

  @Override
  public int receiveNow(ByteBuffer into) throws ErrnoException {
    Pointer bytes = Native.getDirectBufferPointer(into);
    int capacity = into.capacity();
    lifecycle.readLock().lock();
    try {
      requireOpen("recvfrom");
      while (true) {
        senderLength.setInt(0, ADDRESS_LENGTH);
        long length = callLong("recvfrom", () -> recvfrom(bytes, capacity));
        if (senderLength.getInt(0) >= ADDRESS_LENGTH && sender.getInt(ADDRESS_PORT_ID) == 0) {
          return Math.toIntExact(length);
        }
      }
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EAGAIN) {
        return -1;
      }
      throw e;
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  private long recvfrom(Pointer bytes, int capacity) {
    int flags = LibC.MSG_TRUNC | LibC.MSG_DONTWAIT;
    return LibC.recvfrom(fd, bytes, capacity, flags, sender, senderLength);
  }

  @Override
  public boolean awaitReadable(int timeoutMillis) throws ErrnoException {
    lifecycle.readLock().lock();
    try {
      requireOpen("poll");
      polled.setInt(0, fd);
      polled.setInt(4, LibC.POLLIN);
      polled.setInt(POLLFD_LENGTH, wakeFd);
      polled.setInt(POLLFD_LENGTH + 4L, LibC.POLLIN);
      int ready = poll(timeoutMillis);
      if (ready > 0 && polled.getShort(POLLFD_LENGTH + 6L) != 0) {
        drainWakeUps();
        requireOpen("poll");
        return false;
      }
      return ready > 0;
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  private int poll(int timeoutMillis) throws ErrnoException {
    try {
      return LibC.poll(polled, 2, timeoutMillis);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EINTR) {
        // As if the time were up: the caller asks again for what is left of it.
        return 0;
      }
      throw new ErrnoException("poll", e.getErrorCode());
    }
  }

  private void drainWakeUps() throws ErrnoException {
    callLong("read", () -> LibC.read(wakeFd, counter, Long.BYTES));
  }

  @Override
  public void wakeUp() {
    lifecycle.readLock().lock();
    try {
      if (!closed) {
        LibC.write(wakeFd, one, Long.BYTES);
      }
    } catch (LastErrorException e) {
      if (e.getErrorCode() != Errno.EAGAIN) {
        throw new IllegalStateException("waking a netlink socket up: errno " + e.getErrorCode(), e);
      }
      // The counter is full: whoever waits is woken up anyway.
    } finally {
      lifecycle.readLock().unlock();
    }
  }

  @Override
  public void close() {
    closing = true;
    wakeUp();
    lifecycle.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeQuietly(fd);
        closeQuietly(wakeFd);
        sender.close();
        senderLength.close();
        polled.close();
        counter.close();
        one.close();
      }
    } finally {
      lifecycle.writeLock().unlock();
    }
  }

  private void requireOpen(String operation) throws ErrnoException {
    if (closing) {
      throw new ErrnoException(operation, Errno.EBADF);
    }
  }

  /** A system call. */
  interface Call {
    long make();
  }

  static int call(String name, Call call) throws ErrnoException {
    return Math.toIntExact(callLong(name, call));
  }

  private static long callLong(String name, Call call) throws ErrnoException {
    while (true) {
      try {
        return call.make();
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          throw new ErrnoException(name, e.getErrorCode());
        }
      }
    }
  }

  static void closeQuietly(int fd) {
    if (fd >= 0) {
      try {
        LibC.close(fd);
      } catch (LastErrorException e) {
        // The descriptor is gone all the same (close(2)), and nothing was to be written.
        org.slf4j.LoggerFactory.getLogger(KernelNetlinkSocket.class)
            .debug("closing a descriptor: errno {}", e.getErrorCode(), e);
      }
    }
  }
}
