package io.jitpeers.examples.gateway.systemd;

import io.jitpeers.linux.NativeAccess;
import io.jitpeers.linux.SystemSocket;
import io.jitpeers.linux.UnixAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A socket for notifications to a service manager (sd_notify(3)). Each notification is one
 * datagram. Thread-safe.
 */
final class NotifySocket implements AutoCloseable {
  private final SystemSocket socket;
  private final ByteBuffer address;

  private NotifySocket(SystemSocket socket, ByteBuffer address) {
    this.socket = socket;
    this.address = address;
  }

  /**
   * Opens a socket.
   *
   * @param name the value of NOTIFY_SOCKET: a path, or {@code @} and the name of an abstract socket
   * @throws IOException if the name is invalid, or native calls are not possible
   */
  static NotifySocket open(String name) throws IOException {
    ByteBuffer address = UnixAddress.of(name);
    NativeAccess.require();
    return new NotifySocket(
        SystemSocket.open(
            "the service manager's socket " + name,
            SystemSocket.AF_UNIX,
            SystemSocket.SOCK_DGRAM,
            0),
        address);
  }

  /**
   * Sends a notification. Does not block.
   *
   * @param text lines of {@code NAME=VALUE}
   * @throws IOException if no process receives the notification, or the receiver's buffer is full
   */
  synchronized void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer datagram = ByteBuffer.allocateDirect(bytes.length);
    datagram.put(bytes).flip();
    socket.sendTo(datagram, address);
  }

  @Override
  public synchronized void close() {
    socket.close();
  }
}
