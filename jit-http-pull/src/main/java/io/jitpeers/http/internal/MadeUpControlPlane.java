package io.jitpeers.http.internal;

import io.jitpeers.wireguard.PublicKey;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A minimal control plane on this machine's loopback address, for the warm-up. It serves one
 * connection at a time and answers every request with the config of one made-up peer. It holds no
 * secrets.
 */
final class MadeUpControlPlane implements Closeable {
  /** The peer in the answers. Its public key is all zeros, so no real peer has it. */
  static final PublicKey PEER = PublicKey.ofBytes(new byte[PublicKey.LENGTH]);

  private static final Logger log = LoggerFactory.getLogger(MadeUpControlPlane.class);

  private final ServerSocket socket;

  MadeUpControlPlane() throws IOException {
    socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "jit-http-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    return URI.create(
        "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort());
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        answer(connection);
      } catch (IOException e) {
        log.trace("a connection ended", e); // Closing this object ends here too.
      }
    }
  }

  private static void answer(Socket connection) throws IOException {
    connection.setTcpNoDelay(true);
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    OutputStream out = connection.getOutputStream();
    for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty()) { // A GET has no body, so the request ends here.
        out.write(answer());
        out.flush();
      }
    }
  }

  private static byte[] answer() {
    String body =
        "{\"version\":1,\"public_key\":\"%s\",\"allowed_ips\":[\"192.0.2.1/32\",\"2001:db8::1/128\"]}"
            .formatted(PEER.toBase64());
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: max-age=60\r\n"
            + "ETag: \"made-up\"\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
