package io.jitpeers.examples.gateway.systemd;

import io.jitpeers.linux.SystemSocket;
import io.jitpeers.linux.UnixAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A service manager's end of the socket. */
public final class NotificationSocket implements AutoCloseable {
  private final SystemSocket socket;
  private final String name;

  private NotificationSocket(SystemSocket socket, String name) {
    this.socket = socket;
    this.name = name;
  }

  /** Binds a path, or a name after an {@code @}. */
  public static NotificationSocket bind(String name) throws IOException {
    SystemSocket socket =
        SystemSocket.open("the test's socket", SystemSocket.AF_UNIX, SystemSocket.SOCK_DGRAM, 0);
    socket.bind(UnixAddress.of(name));
    return new NotificationSocket(socket, name);
  }

  /** As the variable has it. */
  public String name() {
    return name;
  }

  /** The next notification that has arrived; empty if there is none. Arrival is at once. */
  public String receive() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
    int length = socket.receiveFrom(bytes, ByteBuffer.allocateDirect(128));
    byte[] text = new byte[Math.max(0, length)];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socket.close();
  }
}
