package io.jitpeers.linux.netlink;

import io.jitpeers.linux.SystemCallException;
import java.nio.ByteBuffer;

/**
 * One bound netlink socket. Tests replace the socket with a simulated kernel.
 *
 * <p>At any time at most one thread sends and at most one thread receives; {@link #wakeUp} may be
 * called on any thread. Buffers are direct.
 */
public interface NetlinkSocket extends AutoCloseable {

  /**
   * Returns the port id that the kernel assigned to this socket. The kernel sends its answers to
   * this id.
   */
  int portId();

  /**
   * Sends a datagram to the kernel. When this method returns, the kernel has processed all messages
   * of the datagram.
   *
   * @param datagram the bytes from position to limit; the position does not change
   */
  void send(ByteBuffer datagram) throws SystemCallException;

  /**
   * Receives a datagram from the kernel into the buffer, starting at index 0 of the buffer. Waits
   * up to the socket's receive timeout, then throws with {@code ETIMEDOUT}. Closing the socket ends
   * the wait with {@code EBADF}. Any process may send to a netlink socket, so datagrams that the
   * kernel did not send are dropped.
   *
   * @return the datagram's whole length, which exceeds the buffer's capacity if the datagram was
   *     truncated
   */
  int receive(ByteBuffer into) throws SystemCallException;

  /**
   * Receives a datagram as {@link #receive} does, but does not wait. Returns -1 if there is none.
   */
  int receiveNow(ByteBuffer into) throws SystemCallException;

  /**
   * Waits until there is a datagram or an error to receive.
   *
   * @param timeoutMillis the longest wait; negative for no limit
   * @return false if the timeout passed or the socket was woken up
   * @throws SystemCallException with {@code EBADF} if the socket is closed, before or during the
   *     wait
   */
  boolean awaitReadable(int timeoutMillis) throws SystemCallException;

  /**
   * Ends the current {@link #awaitReadable}, or the next one if no thread waits. Does not end a
   * {@link #receive}.
   */
  void wakeUp();

  /**
   * Closes the socket. If the kernel has not finished a dump to this socket, the kernel abandons
   * the dump. Closing again does nothing.
   */
  @Override
  void close();
}
