package io.jitpeers.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes connections on to a server. It can silence them: they stay open, and nothing is passed on
 * any more, as after a failure of the network. Later connections are not affected.
 */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final int server;
  private volatile AtomicBoolean silent = new AtomicBoolean();

  SilentProxy(int server) throws IOException {
    this.server = server;
    run(this::accept);
  }

  /** A step that ends with an exception when a socket is closed. */
  private interface Step {
    void run() throws IOException;
  }

  private static void run(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                // A socket was closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket engine = new Socket(InetAddress.getLoopbackAddress(), server);
      sockets.addAll(List.of(client, engine));
      AtomicBoolean mute = silent;
      run(() -> pass(client, engine, mute));
      run(() -> pass(engine, client, mute));
    }
  }

  private static void pass(Socket from, Socket to, AtomicBoolean mute) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (!mute.get()) {
          out.write(buffer, 0, length);
        }
      }
    }
  }

  /** Silences all connections that are open. */
  void silence() {
    silent.set(true);
    silent = new AtomicBoolean();
  }

  String url() {
    return "redis://127.0.0.1:" + listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
