package io.jitpeers.http;

import io.jitpeers.testkit.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server on loopback that speaks HTTP/1.1 exactly as a script says, including behaviour that no
 * real server library permits. It uses one thread per connection.
 */
final class MisbehavingHttpServer implements AutoCloseable {

  /** Handles a request. */
  @FunctionalInterface
  interface Script {
    void serve(Request request, Connection connection) throws IOException, InterruptedException;
  }

  /** A request's head; GETs have no bodies. Numbers begin at 1. */
  record Request(int number, String target, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** CR LF CR LF. */
  private static final int END_OF_HEAD = 0x0D0A0D0A;

  /** The backlog of connections; one that does not fit is retried after a second. */
  private static final int BACKLOG = 1_024;

  private final ServerSocket listener;
  private final AtomicReference<Script> script;
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  MisbehavingHttpServer(Script script) {
    this.script = new AtomicReference<>(script);
    try {
      listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("misbehaving-accept", this::acceptAll);
  }

  URI base() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Replaces the script, as if the server had been repaired or had failed. */
  void become(Script next) {
    script.set(next);
  }

  /** Returns all requests so far. */
  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Returns how many connections there were so far. */
  int connections() {
    return sockets.size();
  }

  /** Waits until the client has closed all of them. */
  void awaitNoConnection() throws Exception {
    Await.until("no connection stays", () -> open.get() == 0);
  }

  private void acceptAll() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        sockets.add(socket);
        open.incrementAndGet();
        start("misbehaving-connection", () -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      Connection connection = new Connection(socket);
      for (Request next = connection.readRequest(); next != null; next = connection.readRequest()) {
        requests.add(next);
        script.get().serve(next, connection);
      }
    } catch (IOException e) {
      // The client has closed the connection, or the test is over; tests cause both on purpose.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.decrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** A connection under the control of a script. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    private Request readRequest() throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      int newest = 0; // The latest four bytes.
      while (newest != END_OF_HEAD) {
        int next = in.read();
        if (next < 0) {
          return null;
        }
        head.write(next);
        newest = newest << 8 | next;
      }
      String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
      Map<String, String> headers = new ConcurrentHashMap<>();
      for (String line : lines) {
        int colon = line.indexOf(": ");
        if (colon > 0) {
          headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
        }
      }
      return new Request(count.incrementAndGet(), lines[0].split(" ", -1)[1], headers);
    }

    Connection write(String text) throws IOException {
      return write(text.getBytes(StandardCharsets.UTF_8));
    }

    Connection write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    }

    /** For scripts that continue in another protocol. */
    byte[] read(int length) throws IOException {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      return bytes;
    }

    /** Waits, but not beyond the end of the test. */
    void pause(Duration duration) throws InterruptedException, IOException {
      if (closed.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the test is over");
      }
    }

    /** Waits until the client closes or resets the connection. */
    void awaitEnd() {
      try {
        while (in.read() >= 0) {
          // Further requests are ignored.
        }
      } catch (IOException e) {
        // A reset counts as an end too.
      }
    }

    /** Closes with an RST instead of a FIN. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    void close() throws IOException {
      socket.close();
    }
  }
}
