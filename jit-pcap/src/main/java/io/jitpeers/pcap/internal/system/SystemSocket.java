package io.jitpeers.pcap.internal.system;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A socket in the network namespace of the thread that opened it. Nothing blocks but {@link
 * #awaitReadable}. Not thread-safe: its user has a lock.
 */
public final class SystemSocket implements AutoCloseable {
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_RAW = 255;

  /** {@code linux/in6.h}. */
  public static final int IPV6_HDRINCL = 36;

  /** {@code linux/socket.h}. */
  public static final int SOL_PACKET = 263;

  /** {@code linux/if_packet.h}. */
  public static final int PACKET_QDISC_BYPASS = 20;

  /** {@code linux/sockios.h}. */
  private static final long SIOCGIFINDEX = 0x8933;

  // struct ifreq: name 16 with its end, then a union of at most 24, the index first.
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_INDEX = 16;

  // struct pollfd: fd 4, events 2, revents 2.
  private static final int POLLFD_LENGTH = 8;
  private static final int EVENTS = 4;

  private int fd; // -1 when closed: every call then fails with EBADF
  private final String subject;

  private SystemSocket(int fd, String subject) {
    this.fd = fd;
    this.subject = subject;
  }

  /**
   * Opens a socket.
   *
   * @param subject what it is, for errors, such as {@code the raw socket for IPv4}
   * @throws SystemCallException if that fails
   */
  public static SystemSocket open(String subject, int domain, int type, int protocol)
      throws SystemCallException {
    NativeAccess.require();
    return new SystemSocket(
        SystemCalls.call(
            "opening", subject, () -> LibC.socket(domain, type | LibC.SOCK_CLOEXEC, protocol)),
        subject);
  }

  /** Sets an option whose value is an int. */
  public void setOption(int level, int name, int value) throws SystemCallException {
    try (Memory memory = new Memory(Integer.BYTES)) {
      memory.setInt(0, value);
      var unused =
          SystemCalls.call(
              "setting option " + name + " of",
              subject,
              () -> LibC.setsockopt(fd, level, name, memory, Integer.BYTES));
    }
  }

  /**
   * Finds an interface of the socket's network namespace.
   *
   * @param name at most 15 characters, as every interface's
   * @return its index
   * @throws SystemCallException with ENODEV if there is none of that name
   */
  public int interfaceIndex(String name) throws SystemCallException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= IFREQ_INDEX) {
      throw new SystemCallException("finding", "the interface " + name, Errno.ENODEV);
    }
    try (Memory request = new Memory(IFREQ_LENGTH)) {
      request.clear();
      request.write(0, bytes, 0, bytes.length);
      var unused =
          SystemCalls.call(
              "finding", "the interface " + name, () -> LibC.ioctl(fd, SIOCGIFINDEX, request));
      return request.getInt(IFREQ_INDEX);
    }
  }

  /**
   * Connects it.
   *
   * @param address a {@code struct sockaddr} in a direct buffer, from position to limit
   */
  public void connect(ByteBuffer address) throws SystemCallException {
    Pointer bytes = bytes(address);
    var unused =
        SystemCalls.call("connecting", subject, () -> LibC.connect(fd, bytes, address.remaining()));
  }

  /**
   * Sends a datagram to whom it is connected to.
   *
   * @param datagram a direct buffer, from position to limit
   */
  public void send(ByteBuffer datagram) throws SystemCallException {
    Pointer bytes = bytes(datagram);
    var unused =
        SystemCalls.call(
            "sending to",
            subject,
            () -> LibC.send(fd, bytes, datagram.remaining(), LibC.MSG_DONTWAIT));
  }

  /**
   * Sends a datagram.
   *
   * @param datagram a direct buffer, from position to limit
   * @param address a {@code struct sockaddr} in a direct buffer, from position to limit
   */
  public void sendTo(ByteBuffer datagram, ByteBuffer address) throws SystemCallException {
    Pointer bytes = bytes(datagram);
    Pointer to = bytes(address);
    var unused =
        SystemCalls.call(
            "sending through",
            subject,
            () ->
                LibC.sendto(
                    fd, bytes, datagram.remaining(), LibC.MSG_DONTWAIT, to, address.remaining()));
  }

  /**
   * Receives a datagram, if there is one; what does not fit is lost.
   *
   * @param into a direct buffer, from its position; neither position nor limit is changed
   * @return its length, or -1 if there is none
   */
  public int receive(ByteBuffer into) throws SystemCallException {
    Pointer bytes = bytes(into);
    try {
      return SystemCalls.call(
          "receiving from",
          subject,
          () -> LibC.recv(fd, bytes, into.remaining(), LibC.MSG_DONTWAIT));
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EAGAIN) {
        return -1;
      }
      throw e;
    }
  }

  /**
   * Waits until there is something to receive.
   *
   * @param timeoutMillis the most milliseconds; a signal starts them anew
   */
  public void awaitReadable(int timeoutMillis) throws SystemCallException {
    try (Memory polled = new Memory(POLLFD_LENGTH)) {
      polled.clear();
      polled.setInt(0, fd);
      polled.setShort(EVENTS, LibC.POLLIN);
      var unused =
          SystemCalls.call("waiting for", subject, () -> LibC.poll(polled, 1, timeoutMillis));
    }
  }

  private static Pointer bytes(ByteBuffer direct) {
    return Native.getDirectBufferPointer(direct).share(direct.position());
  }

  /** Closes it. A second time does nothing. */
  @Override
  public void close() {
    SystemCalls.closeQuietly(fd);
    fd = -1;
  }
}
