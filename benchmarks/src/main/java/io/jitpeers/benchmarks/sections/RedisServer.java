package io.jitpeers.benchmarks.sections;

import io.jitpeers.benchmarks.programs.Folders;
import io.jitpeers.benchmarks.programs.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A redis-server on the loopback interface that keeps nothing on the disk. */
final class RedisServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 100;
  private static final Pattern MEDIAN =
      Pattern.compile("\"PING[^\"]*\"(?:,\"[^\"]*\"){3},\"([0-9.]+)\"");
  private static final Pattern MEMORY = Pattern.compile("used_memory:(\\d+)");

  private final Path folder;
  private final int port;
  private final Process process;

  private RedisServer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Returns whether the server, its client and its benchmark are installed. */
  static boolean isInstalled(String path) {
    return List.of("redis-server", "redis-cli", "redis-benchmark").stream()
        .map(name -> Program.find(name, path))
        .allMatch(Optional::isPresent);
  }

  static RedisServer start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path folder = Files.createTempDirectory("jit-benchmark");
    Process process =
        new ProcessBuilder(
                "redis-server",
                "--port",
                "" + port,
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    RedisServer server = new RedisServer(folder, port, process);
    for (int i = 1; ; i++) {
      try {
        String unused = server.command("PING");
        return server;
      } catch (IOException e) {
        if (i == ATTEMPTS) {
          server.close();
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Runs a command with redis-cli. */
  String command(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("redis-cli", "-e", "-p", Integer.toString(port)));
    line.addAll(List.of(words));
    return Program.run(line, PATIENCE);
  }

  /** Returns how many bytes the server's data takes. */
  long memory() throws IOException, InterruptedException {
    Matcher matcher = MEMORY.matcher(command("INFO", "memory"));
    if (!matcher.find()) {
      throw new IOException("redis-server does not tell its memory");
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Returns the median duration of a PING of redis-benchmark, one at a time, in milliseconds. */
  double pingMilliseconds(int count) throws IOException, InterruptedException {
    String csv =
        Program.run(
            List.of(
                "redis-benchmark",
                "-p",
                "" + port,
                "-n",
                "" + count,
                "-c",
                "1",
                "-t",
                "ping_mbulk",
                "--csv"),
            PATIENCE);
    // "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms",...
    Matcher matcher = MEDIAN.matcher(csv);
    if (!matcher.find()) {
      throw new IOException("redis-benchmark said something else: " + csv);
    }
    return Double.parseDouble(matcher.group(1));
  }

  @Override
  public void close() throws IOException {
    Process unused =
        process
            .destroyForcibly()
            .onExit()
            .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .join();
    Folders.delete(folder);
  }
}
