package io.jitpeers.linux.netlink;

import io.jitpeers.linux.SystemCallException;
import java.nio.ByteBuffer;

/**
 * One bound netlink socket. This is the seam where tests put a scripted kernel.
 *
 * <p>One thread at a time sends and one receives; {@link #wakeUp} may be called from any. Buffers
 * are direct.
 */
public interface NetlinkSocket extends AutoCloseable {

  /** The port id that the kernel gave this socket, by which it addresses its answers. */
  int portId();

  /**
   * Sends a datagram to the kernel, which has acted on all of its messages when this returns.
   *
   * @param datagram from position to limit; the position is not moved
   */
  void send(ByteBuffer datagram) throws SystemCallException;

  /**
   * Receives a datagram from the kernel, into the buffer from its beginning on. Waits for as long
   * as the socket's receive timeout says; then fails with {@code ETIMEDOUT}. Closing the socket
   * ends it with {@code EBADF}. Datagrams that did not come from the kernel are dropped: any
   * process may send to a netlink socket.
   *
   * @return the datagram's whole length, which is greater than the buffer's capacity if the rest
   *     was cut off
   */
  int receive(ByteBuffer into) throws SystemCallException;

  /**
   * Receives a datagram if one is there; returns as for {@link #receive}, or -1 if none is there.
   */
  int receiveNow(ByteBuffer into) throws SystemCallException;

  /**
   * Waits until there is something to receive, an error included.
   *
   * @param timeoutMillis how long to wait; negative for without end
   * @return false if the time is up or the socket was woken up
   * @throws SystemCallException {@code EBADF} if the socket is closed, or is so meanwhile
   */
  boolean awaitReadable(int timeoutMillis) throws SystemCallException;

  /** Ends an {@link #awaitReadable}, the current or the next one. A receive goes on waiting. */
  void wakeUp();

  /**
   * Closes the socket; the kernel then forgets any dump it was giving. Closing again does nothing.
   */
  @Override
  void close();
}
