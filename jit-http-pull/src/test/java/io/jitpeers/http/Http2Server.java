package io.jitpeers.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A server on loopback with a minimal HTTP/2 (RFC 9113), by upgrade in clear text and by ALPN over
 * TLS. A configurable behaviour handles each request. It does not read the requested path; {@link
 * #anyKey} makes every answer match the requested key.
 */
final class Http2Server implements AutoCloseable {
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int REFUSED_STREAM = 7;
  private static final int MAX_CONCURRENT_STREAMS = 3;

  /** Handles a request, on a thread of its own. */
  @FunctionalInterface
  interface Behaviour {
    void serve(Stream stream) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final SSLContext tls;
  private final int maxStreams;
  private final Behaviour behaviour;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "http2-server");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Starts a server.
   *
   * @param tls null for clear text
   * @param maxStreams the limit of concurrent streams per connection
   */
  Http2Server(SSLContext tls, int maxStreams, Behaviour behaviour) {
    this.tls = tls;
    this.maxStreams = maxStreams;
    this.behaviour = behaviour;
    try {
      ServerSocketFactory sockets =
          tls == null ? ServerSocketFactory.getDefault() : tls.getServerSocketFactory();
      listener = sockets.createServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::acceptAll);
  }

  /** Accepts every answer as a config of the requested key. */
  static PeerConfigDecoder anyKey() {
    JsonPeerConfigDecoder decoder = new JsonPeerConfigDecoder();
    return (asked, body) ->
        decoder.decode(asked, Peers.json(asked).getBytes(StandardCharsets.UTF_8));
  }

  URI base() {
    return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + listener.getLocalPort());
  }

  int connections() {
    return connections.get();
  }

  int requests() {
    return requests.get();
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        threads.execute(() -> new Connection(socket).run());
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  /** One connection. */
  final class Connection {
    private final Socket socket;
    private final int number = connections.incrementAndGet();
    private final AtomicInteger served = new AtomicInteger();

    private Connection(Socket socket) {
      this.socket = socket;
    }

    private void run() {
      try (socket) {
        socket.setTcpNoDelay(true);
        if (socket instanceof SSLSocket secure) {
          SSLParameters parameters = secure.getSSLParameters();
          parameters.setApplicationProtocols(new String[] {"h2"});
          secure.setSSLParameters(parameters);
          secure.startHandshake();
        }
        InputStream in = new BufferedInputStream(socket.getInputStream());
        if (tls == null) {
          readHead(in);
          write(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
        }
        write(Http2Frames.frame(Http2Frames.SETTINGS, 0, 0, settings()));
        read(in, 24);
        if (tls == null) {
          begin(1); // The request that contained the upgrade.
        }
        while (true) {
          readFrame(in);
        }
      } catch (IOException e) {
        // The client has closed the connection, or the test is over.
      }
    }

    private byte[] settings() {
      return ByteBuffer.allocate(6)
          .putShort((short) MAX_CONCURRENT_STREAMS)
          .putInt(maxStreams)
          .array();
    }

    private void readHead(InputStream in) throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        head.write(read(in, 1));
      }
    }

    private void readFrame(InputStream in) throws IOException {
      ByteBuffer head = ByteBuffer.wrap(read(in, 9));
      int length = ((head.getShort() & 0xFFFF) << 8) | (head.get() & 0xFF);
      int type = head.get();
      int flags = head.get();
      int stream = head.getInt();
      read(in, length);
      if (type == Http2Frames.HEADERS) {
        begin(stream);
      } else if (type == Http2Frames.SETTINGS && (flags & ACK) == 0) {
        write(Http2Frames.frame(Http2Frames.SETTINGS, ACK, 0, new byte[0]));
      }
    }

    private void begin(int id) {
      Stream stream = new Stream(this, id, requests.incrementAndGet(), served.incrementAndGet());
      threads.execute(
          () -> {
            try {
              behaviour.serve(stream);
            } catch (IOException e) {
              // The client has closed the connection.
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    private static byte[] read(InputStream in, int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    }

    private synchronized void write(byte[]... frames) throws IOException {
      OutputStream out = socket.getOutputStream();
      for (byte[] frame : frames) {
        out.write(frame);
      }
      out.flush();
    }

    /** Returns the connection's number on this server, from 1. */
    int number() {
      return number;
    }
  }

  /**
   * A request.
   *
   * @param number its number on this server, from 1
   * @param ofConnection its number on its connection, from 1
   */
  record Stream(Connection connection, int id, int number, int ofConnection) {
    void answer() throws IOException {
      connection.write(
          Http2Frames.ok(id),
          Http2Frames.frame(
              Http2Frames.DATA,
              Http2Frames.END_STREAM,
              id,
              Peers.JSON.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends the head and a part of the body, and no more. */
    void beginAnswer() throws IOException {
      connection.write(Http2Frames.ok(id), Http2Frames.data(id, "{"));
    }

    void refuse() throws IOException {
      connection.write(
          Http2Frames.frame(
              Http2Frames.RST_STREAM,
              0,
              id,
              ByteBuffer.allocate(4).putInt(REFUSED_STREAM).array()));
    }

    /** Sends a GOAWAY after this request, the connection's last one. */
    void goAway() throws IOException {
      connection.write(
          Http2Frames.frame(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(id).putInt(0).array()));
    }
  }
}
