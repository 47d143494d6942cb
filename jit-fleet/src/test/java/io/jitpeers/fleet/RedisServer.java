package io.jitpeers.fleet;

import io.jitpeers.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A redis-server on a port of the loopback interface, which ends when it is closed. */
final class RedisServer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;

  private final Path folder;
  private final List<String> options;
  private final int port;
  private Process process;

  private static final int MOST_ATTEMPTS = 10;

  private RedisServer(Path folder, int port, List<String> options) throws IOException {
    this.folder = folder;
    this.options = options;
    this.port = port;
    this.process = run();
  }

  /** The options of a server, for a port. Asked again if a port was taken meanwhile. */
  @FunctionalInterface
  interface Options {
    List<String> of(int port) throws IOException;
  }

  /**
   * Starts a server that keeps nothing on the disk.
   *
   * @param folder a folder of its own
   * @param options further options, such as {@code --requirepass}
   */
  static RedisServer start(Path folder, String... options) throws Exception {
    return start(folder, port -> List.of(options));
  }

  /** Does the same with options that may contain further ports. */
  static RedisServer start(Path folder, Options options) throws Exception {
    return answering(
        folder,
        port -> {
          List<String> all = new ArrayList<>(List.of("--port", "" + port));
          all.addAll(List.of("--save", "", "--appendonly", "no"));
          all.addAll(options.of(port));
          return all;
        });
  }

  /**
   * Starts a Sentinel.
   *
   * @param file its configuration, which it changes
   */
  static RedisServer startSentinel(Path folder, Path file) throws Exception {
    return answering(folder, port -> List.of(file.toString(), "--sentinel", "--port", "" + port));
  }

  /** Starts a server with TLS only, which a test cannot send commands to. */
  static RedisServer startTls(Path folder, Path certificate, Path privateKey) throws Exception {
    return started(
        folder,
        port ->
            List.of(
                "--port",
                "0",
                "--tls-port",
                "" + port,
                "--tls-auth-clients",
                "no",
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                privateKey.toString(),
                "--save",
                ""),
        RedisServer::listens);
  }

  private static RedisServer answering(Path folder, Options options) throws Exception {
    return started(folder, options, server -> !server.command("PING").isEmpty());
  }

  /**
   * Starts a server on a free port. Another process can take the port between the search and the
   * start. The server then ends at once, and another port is tried.
   */
  private static RedisServer started(Path folder, Options options, Predicate<RedisServer> isReady)
      throws Exception {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      RedisServer server = new RedisServer(folder, port, options.of(port));
      Await.until(
          "redis-server is ready or ends", () -> !server.process.isAlive() || isReady.test(server));
      if (server.process.isAlive()) {
        return server;
      }
      if (attempt == MOST_ATTEMPTS) {
        throw new AssertionError(Files.readString(folder.resolve("log")));
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Process run() throws IOException {
    Files.createDirectories(folder);
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(options);
    command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private void awaitAnswer() throws Exception {
    Await.until("redis-server answers", () -> !command("PING").isEmpty());
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends a command in its inline form, and returns what arrives first; empty if none does. */
  String command(String text) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return length < 0 ? "" : new String(answer, 0, length, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Ends the process, as a crash does. */
  void kill() {
    Process unused = process.destroyForcibly().onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }

  /** Starts the process again after {@link #kill}, on the same port and without its data. */
  void startAgain() throws Exception {
    process = run();
    awaitAnswer();
  }

  /** Stops the process with SIGSTOP, so that it accepts connections but answers nothing. */
  void hang() throws Exception {
    signal("-STOP");
  }

  /** Lets the process go on after {@link #hang}. */
  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    int exit = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    if (exit != 0) {
      throw new IOException("kill " + signal + " ended with " + exit);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
