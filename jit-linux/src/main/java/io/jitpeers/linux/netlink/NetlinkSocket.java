package io.jitpeers.linux.netlink;

import io.jitpeers.linux.SystemCallException;
import java.nio.ByteBuffer;

/**
 * One bound netlink socket. Tests replace it with a scripted kernel.
 *
 * <p>One thread at a time sends and one receives; {@link #wakeUp} may be called on any thread.
 * Buffers are direct.
 */
public interface NetlinkSocket extends AutoCloseable {

  /**
   * Returns the port id that the kernel assigned to this socket, to which the kernel addresses its
   * answers.
   */
  int portId();

  /**
   * Sends a datagram to the kernel. When this returns, the kernel has processed all its messages.
   *
   * @param datagram from position to limit; the position is not moved
   */
  void send(ByteBuffer datagram) throws SystemCallException;

  /**
   * Receives a datagram from the kernel into the buffer, from its beginning. Waits up to the
   * socket's receive timeout, then throws with {@code ETIMEDOUT}. Closing the socket ends the wait
   * with {@code EBADF}. Any process may send to a netlink socket, so datagrams from other senders
   * than the kernel are dropped.
   *
   * @return the datagram's whole length, which exceeds the buffer's capacity if the datagram was
   *     truncated
   */
  int receive(ByteBuffer into) throws SystemCallException;

  /**
   * Receives a datagram if there is one. Returns the same as {@link #receive}, or -1 if there is
   * none.
   */
  int receiveNow(ByteBuffer into) throws SystemCallException;

  /**
   * Waits until there is a datagram or an error to receive.
   *
   * @param timeoutMillis the longest wait; negative for no limit
   * @return false if the timeout passed or the socket was woken up
   * @throws SystemCallException {@code EBADF} if the socket is closed, before or during the wait
   */
  boolean awaitReadable(int timeoutMillis) throws SystemCallException;

  /** Ends an {@link #awaitReadable}, the current or the next one. Does not end a receive. */
  void wakeUp();

  /** Closes the socket; the kernel then abandons any dump to it. Closing again does nothing. */
  @Override
  void close();
}
