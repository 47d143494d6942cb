package io.jitpeers.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A socket in the network namespace of the thread that opened it. No call blocks; to wait, see
 * {@link Poller}. At any time at most one thread may send and at most one thread may receive. No
 * thread may send or receive while the socket is being closed. The caller must enforce these rules
 * with a lock.
 */
public final class SystemSocket implements AutoCloseable {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_RAW = 255;

  /** From {@code linux/in6.h}. */
  public static final int IPV6_HDRINCL = 36;

  /** From {@code linux/socket.h}. */
  public static final int SOL_PACKET = 263;

  /** From {@code linux/if_packet.h}. */
  public static final int PACKET_QDISC_BYPASS = 20;

  /** From {@code linux/sockios.h}. */
  private static final long SIOCGIFINDEX = 0x8933;

  // struct ifreq: a name of 16 bytes with its terminating zero, then a union of at most 24 bytes,
  // which begins with the index.
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_INDEX = 16;

  private static final int RECEIVE_FLAGS = LibC.MSG_TRUNC | LibC.MSG_DONTWAIT;

  private int fd; // -1 if closed; then every call fails with EBADF.
  private final String subject;
  private final Memory senderLength = new Memory(Integer.BYTES);

  private SystemSocket(int fd, String subject) {
    this.fd = fd;
    this.subject = subject;
  }

  /**
   * Opens a socket.
   *
   * @param subject the socket's name in error messages, such as {@code the raw socket for IPv4}
   * @throws SystemCallException if the socket cannot be opened
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
   * Finds an interface in the socket's network namespace.
   *
   * @param name the interface's name, at most 15 characters (the kernel's limit)
   * @return the interface's index
   * @throws SystemCallException with ENODEV if there is no interface of that name
   */
  public int interfaceIndex(String name) throws SystemCallException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= IFREQ_INDEX) {
      throw new SystemCallException("finding", "the interface " + name, Errno.ENODEV)
          .withAdvice("an interface's name has at most 15 bytes");
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

  /** Returns the value of a socket option of type int. Throws if the option does not exist. */
  public int option(int level, int name) throws SystemCallException {
    try (Memory value = new Memory(Integer.BYTES);
        Memory length = new Memory(Integer.BYTES)) {
      length.setInt(0, Integer.BYTES);
      var unused =
          SystemCalls.call(
              "reading option " + name + " of",
              subject,
              () -> LibC.getsockopt(fd, level, name, value, length));
      return value.getInt(0);
    }
  }

  /**
   * Binds the socket, and reads the address that it was bound to.
   *
   * @param address a {@code struct sockaddr} in a direct buffer, from position to limit; this
   *     method replaces its bytes with the address that the socket was bound to
   */
  public void bind(ByteBuffer address) throws SystemCallException {
    Pointer bytes = bytes(address);
    int capacity = address.remaining();
    var unused = SystemCalls.call("binding", subject, () -> LibC.bind(fd, bytes, capacity));
    readAddress(bytes, capacity);
  }

  private void readAddress(Pointer bytes, int capacity) throws SystemCallException {
    try (Memory length = new Memory(Integer.BYTES)) {
      length.setInt(0, capacity);
      var unused =
          SystemCalls.call(
              "reading the address of", subject, () -> LibC.getsockname(fd, bytes, length));
    }
  }

  /**
   * Sends a datagram to the address to which the socket is connected. A netlink socket sends to the
   * kernel.
   *
   * @param datagram a direct buffer, from position to limit
   */
  public void send(ByteBuffer datagram) throws SystemCallException {
    Pointer bytes = bytes(datagram);
    var unused =
        SystemCalls.call(
            "sending through",
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
   * Receives a datagram, if there is one.
   *
   * @param into a direct buffer, filled from position to limit; the position and the limit do not
   *     change
   * @param sender a direct buffer that receives the sender's {@code struct sockaddr} at the
   *     position; the bytes after the address do not change
   * @return the datagram's whole length, which exceeds the buffer's size if the datagram was
   *     truncated; -1 if there is none
   */
  public int receiveFrom(ByteBuffer into, ByteBuffer sender) throws SystemCallException {
    if (fd < 0) {
      throw new SystemCallException("receiving from", subject, Errno.EBADF);
    }
    Pointer bytes = bytes(into);
    Pointer from = bytes(sender);
    senderLength.setInt(0, sender.remaining());
    try {
      return SystemCalls.call(
          "receiving from",
          subject,
          () -> LibC.recvfrom(fd, bytes, into.remaining(), RECEIVE_FLAGS, from, senderLength));
    } catch (SystemCallException e) {
      if (e.errno() == Errno.EAGAIN) {
        return -1;
      }
      throw e;
    }
  }

  /** Returns the descriptor to wait on; -1 if the socket is closed. */
  public int fd() {
    return fd;
  }

  private static Pointer bytes(ByteBuffer direct) {
    return Native.getDirectBufferPointer(direct).share(direct.position());
  }

  /** Closes the socket. Closing again does nothing. */
  @Override
  public void close() {
    SystemCalls.closeQuietly(fd);
    fd = -1;
    senderLength.close();
  }
}
