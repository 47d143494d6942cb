package io.jitpeers.examples.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that take up a server's time: connected until closed. Not thread-safe. */
public final class SlowClients implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(60).toMillis();

  /** So many answers fit into no buffer on the way, if each has 16 KiB. */
  private static final int REQUESTS_OF_A_READER = 400;

  /** What a client does. */
  public enum Kind {
    /** Sends the beginning of a request's header. */
    HEADERS,
    /** Sends a request with a body, and the body's beginning. */
    BODY,
    /** Sends many requests, and takes no answer. */
    READER,
    /** Sends a request, takes the answer, and stays connected. */
    IDLE
  }

  private final List<Socket> sockets = new ArrayList<>();

  private SlowClients() {}

  /**
   * Connects clients, each of which has sent what it sends when this returns.
   *
   * @param kind what they do
   * @param count how many
   * @param server where to
   * @param path what they ask for; a large answer for {@link Kind#READER}
   * @param headers further headers, each with its line end
   */
  public static SlowClients connect(Kind kind, int count, URI server, String path, String headers)
      throws IOException {
    SlowClients clients = new SlowClients();
    try {
      for (int i = 0; i < count; i++) {
        clients.connect(kind, server, path, headers);
      }
      return clients;
    } catch (IOException e) {
      clients.close();
      throw e;
    }
  }

  private void connect(Kind kind, URI server, String path, String headers) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    if (kind == Kind.READER) {
      socket.setReceiveBufferSize(4096);
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), PATIENCE_MILLIS);
    String get = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
    String sent =
        switch (kind) {
          case HEADERS -> get.substring(0, get.length() - 2) + "X-Slow: ";
          case BODY ->
              get.substring(0, get.length() - 2).replace("GET", "POST")
                  + "Content-Length: 1000000\r\n\r\nbeginning";
          case READER -> get.repeat(REQUESTS_OF_A_READER);
          case IDLE -> get;
        };
    socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
    if (kind == Kind.IDLE && socket.getInputStream().read() < 0) {
      throw new IOException("the server closed the connection without an answer");
    }
  }

  /** Waits until the server has closed all connections; not for {@link Kind#READER}. */
  public void awaitEnd() {
    for (Socket socket : sockets) {
      try {
        socket.getInputStream().transferTo(new ByteArrayOutputStream());
      } catch (IOException e) {
        // A reset is an end, too; a time-out is none.
        if (e instanceof SocketTimeoutException) {
          throw new AssertionError("a slow client was not cut off", e);
        }
      }
    }
  }

  /**
   * Sends what no HTTP client would, on a connection of its own.
   *
   * @param server where to
   * @param request a whole request with {@code Connection: close}
   * @return the whole answer
   */
  public static String exchange(URI server, String request) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      try (InputStream answer = socket.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  /** Asks for a path on a connection of its own, and returns the whole answer. */
  public static String get(URI server, String path) throws IOException {
    return exchange(
        server, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  /** Disconnects them. */
  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new AssertionError("a socket cannot be closed", e);
      }
    }
  }
}
