package io.jitpeers.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** nginx, started by the script of the example with the config of the example. */
final class Cache implements AutoCloseable {
  private static final String READY = "listening on ";
  private static final String FOLDER = "cache in ";

  /** How often another port is tried if somebody else took the port that was free. */
  private static final int TRIES = 5;

  private final Process script;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());

  private Cache(URI origin, int port) throws IOException {
    script =
        new ProcessBuilder(
                Path.of("cache").toAbsolutePath().toString(),
                origin.getAuthority(),
                "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    Thread reader = new Thread(this::read, "cache-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts nginx in front of a control plane, and waits until it listens. */
  static Cache before(URI origin) throws Exception {
    for (int i = 1; ; i++) {
      Cache cache = new Cache(origin, freePort());
      Await.until(
          () -> "nginx: " + cache.output(),
          () -> cache.said(READY).isPresent() || !cache.script.isAlive());
      if (cache.said(READY).isPresent()) {
        return cache;
      }
      cache.close();
      assertThat(i).as(cache.output()).isLessThan(TRIES);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void read() {
    try (BufferedReader lines = script.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<String> said(String start) {
    synchronized (output) {
      return output.stream()
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()))
          .findFirst();
    }
  }

  /** Returns the base URI for gateways. */
  URI uri() {
    return URI.create(said(READY).orElseThrow());
  }

  /** Returns the folder with everything that nginx writes. */
  Path folder() {
    return Path.of(said(FOLDER).orElseThrow());
  }

  /** Returns what the script and nginx printed. */
  String output() {
    synchronized (output) {
      return String.join("\n", output);
    }
  }

  @Override
  public void close() {
    script.destroy();
    script.onExit().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
