package io.jitpeers.kerneltests.gateway.fleet;

import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.NetNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's redis-server in a namespace. It keeps its data across a restart. */
final class RedisProcess implements AutoCloseable {
  static final int PORT = 6379;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final NetNamespace where;
  private final Path folder;
  private Process process;

  private RedisProcess(NetNamespace where, Path folder) {
    this.where = where;
    this.folder = folder;
  }

  static RedisProcess start(NetNamespace where, Path folder) {
    RedisProcess made = new RedisProcess(where, folder);
    made.start();
    return made;
  }

  /** Starts the server, also after {@link #kill}. */
  void start() {
    List<String> command =
        List.of(
            "nsenter",
            "--net=" + where.path(),
            "redis-server",
            "--port",
            "" + PORT,
            "--bind",
            "0.0.0.0",
            "--protected-mode",
            "no",
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec");
    try {
      Files.createDirectories(folder);
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not start redis-server", e);
    }
    if (!Await.until(PATIENCE, () -> command("PING").contains("PONG"))) {
      close();
      throw new AssertionError("redis-server does not answer");
    }
  }

  /** Runs a command with redis-cli. */
  String command(String... words) {
    List<String> line = new ArrayList<>(List.of("redis-cli"));
    line.addAll(List.of(words));
    return where.commands().attempt(line.toArray(String[]::new)).output();
  }

  /** Ends the server by SIGKILL. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("redis-server does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
