package io.jitpeers.examples.controlplane;

import com.google.common.net.InetAddresses;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link PeerDirectory} over HTTP: who asks for a peer shows a bearer token, is told how
 * long the answer is good for, and gets 304 for the answer that it has already. Thread-safe;
 * started when it is made.
 */
public final class ControlPlaneServer implements AutoCloseable {
  /** An answer takes some ten microseconds; the rest is room for clients that dawdle. */
  private static final int THREADS = 16;

  private static final long CLOSE_SECONDS = 2;

  /** Settings of the JDK's server, which its first instance in a JVM reads, unless they are set. */
  private static final Map<String, String> JDK_SETTINGS =
      Map.of(
          // Headers and body are written apart. With Nagle's algorithm the body then waits for the
          // client's delayed acknowledgement: 40 ms an answer on Linux.
          "sun.net.httpserver.nodelay", "true",
          // Seconds for a request to arrive, or a slow client would keep a thread for ever. There
          // is such a setting for answers, too, which would end streams: see AnswerDeadlines.
          "sun.net.httpserver.maxReqTime", "10",
          // This bounds the requests that wait for a thread, too: a connection has one at a time.
          "jdk.httpserver.maxConnections", "1000",
          "sun.net.httpserver.maxIdleConnections", "1000");

  static {
    JDK_SETTINGS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
  }

  private final AnswerDeadlines deadlines;
  private final @Nullable ChangeStreams streams;
  private final PeerHandler handler;
  private final HttpServer server;
  private final ExecutorService workers;

  /**
   * Starts a server on a free loopback port, with the default freshness.
   *
   * @param directory what to serve
   * @param token the bearer token that it wants; a secret
   * @throws UncheckedIOException if no port can be had
   */
  public ControlPlaneServer(PeerDirectory directory, String token) {
    this(directory, ServerOptions.onLoopback(token));
  }

  /**
   * Starts a server.
   *
   * @param directory what to serve
   * @param options how
   * @throws UncheckedIOException if it cannot listen there
   */
  public ControlPlaneServer(PeerDirectory directory, ServerOptions options) {
    this(directory, null, options, ServingLimits.DEFAULTS);
  }

  /**
   * Starts a server that announces changes, too.
   *
   * @param changes what to announce, or null for nothing; closed by the caller after this server
   * @throws UncheckedIOException if it cannot listen there
   */
  ControlPlaneServer(
      PeerDirectory directory,
      @Nullable ChangeLog changes,
      ServerOptions options,
      ServingLimits limits) {
    deadlines = new AnswerDeadlines(limits.answerTime());
    streams =
        changes == null || limits.streams() == 0
            ? null
            : new ChangeStreams(changes, deadlines, limits);
    handler = new PeerHandler(directory, streams, deadlines, options);
    try {
      server = HttpServer.create(options.address(), 0);
    } catch (IOException e) {
      closeStreams();
      throw new UncheckedIOException(
          "the control plane cannot listen on " + options.address() + ": " + e.getMessage(), e);
    }
    workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "control-plane");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(workers);
    server.createContext("/", handler);
    server.start();
  }

  /**
   * Returns the base URI for an {@link io.jitpeers.http.HttpPeerConfigSource}.
   *
   * @return scheme, address and port
   */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://" + InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort());
  }

  /**
   * What it was asked so far.
   *
   * @param found answers with a config
   * @param notModified answers that the asker had already
   * @param notFound answers that there is no such peer
   * @param refused requests without the right token
   * @param invalid requests for something that is no peer
   * @param failed requests that could not be answered, such as for one stream too many
   * @param streams requests for the stream of changes
   */
  public record Requests(
      long found,
      long notModified,
      long notFound,
      long refused,
      long invalid,
      long failed,
      long streams) {
    /**
     * Adds up.
     *
     * @return all requests
     */
    public long total() {
      return withoutStreams() + streams;
    }

    /**
     * Adds up all but those for the stream of changes.
     *
     * @return all requests for peers
     */
    public long withoutStreams() {
      return found + notModified + notFound + refused + invalid + failed;
    }
  }

  /**
   * Returns the counters.
   *
   * @return a snapshot
   */
  public Requests requests() {
    return handler.counters().snapshot();
  }

  /**
   * Ends streams, stops listening and cuts connections, then waits for requests that are being
   * answered, a few seconds at the most. Closing again does nothing.
   */
  @Override
  public void close() {
    closeStreams();
    server.stop(0);
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        workers.shutdownNow();
      }
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void closeStreams() {
    if (streams != null) {
      streams.close();
    }
    deadlines.close();
  }
}
