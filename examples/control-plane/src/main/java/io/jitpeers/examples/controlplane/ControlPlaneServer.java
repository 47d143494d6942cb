package io.jitpeers.examples.controlplane;

import com.google.common.net.InetAddresses;
import io.jitpeers.examples.common.BoundedHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link PeerDirectory} over HTTP. If the server has a bearer token, requests have to
 * present the token. Each answer states how long it stays fresh. If the gateway already has the
 * current config, the answer is 304. Thread-safe. The constructor starts the server.
 */
public final class ControlPlaneServer implements AutoCloseable {
  private final BoundedHttpServer server;
  private final @Nullable ChangeStreams streams;
  private final PeerHandler handler;

  /**
   * Starts a server on a free loopback port, with the default freshness.
   *
   * @param directory the peers
   * @param token the bearer token that requests must present; a secret
   * @throws UncheckedIOException if no port is available
   */
  public ControlPlaneServer(PeerDirectory directory, String token) {
    this(directory, ServerOptions.onLoopback(token));
  }

  /**
   * Starts a server.
   *
   * @param directory the peers
   * @param options the server's options
   * @throws UncheckedIOException if the server cannot listen on the options' address
   */
  public ControlPlaneServer(PeerDirectory directory, ServerOptions options) {
    this(directory, null, options, ServingLimits.DEFAULTS);
  }

  /**
   * Starts a server that also announces changes.
   *
   * @param changes the changes to announce, or null for none; the caller closes them after the
   *     server
   * @throws UncheckedIOException if the server cannot listen on the options' address
   */
  ControlPlaneServer(
      PeerDirectory directory,
      @Nullable ChangeLog changes,
      ServerOptions options,
      ServingLimits limits) {
    try {
      server = BoundedHttpServer.listen("control-plane", options.address(), limits.answerTime());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the control plane cannot listen on " + options.address() + ": " + e.getMessage(), e);
    }
    streams =
        changes == null || limits.streams() == 0
            ? null
            : new ChangeStreams(changes, server.deadlines(), limits);
    handler = new PeerHandler(directory, streams, options);
    server.serve(handler);
  }

  /**
   * Returns the base URI for an {@link io.jitpeers.http.HttpPeerConfigSource}.
   *
   * @return scheme, address and port
   */
  public URI uri() {
    InetSocketAddress address = server.address();
    return URI.create(
        "http://" + InetAddresses.toUriString(address.getAddress()) + ":" + address.getPort());
  }

  /**
   * The numbers of requests, counted by answer. Successful requests for {@code /health} are not
   * counted.
   *
   * @param found answers with a config
   * @param notModified answers with status 304
   * @param notFound requests for peers that do not exist
   * @param refused requests without the right token
   * @param invalid requests with a path, key, method or host that is not permitted
   * @param failed requests that could not be answered, including those over the maximum number of
   *     streams
   * @param streams requests for the stream of changes
   * @param tokens requests with the right token that only asked whether their token is right
   */
  public record Requests(
      long found,
      long notModified,
      long notFound,
      long refused,
      long invalid,
      long failed,
      long streams,
      long tokens) {
    /**
     * Returns the number of all counted requests.
     *
     * @return the sum
     */
    public long total() {
      return withoutStreams() + streams;
    }

    /**
     * Returns the number of counted requests without {@link #streams}.
     *
     * @return the sum of all other counters
     */
    public long withoutStreams() {
      return found + notModified + notFound + refused + invalid + failed + tokens;
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
   * Ends streams, stops listening and closes all connections, then waits a few seconds for the
   * threads that are still handling a request. Closing again does nothing.
   */
  @Override
  public void close() {
    if (streams != null) {
      streams.close();
    }
    server.close();
  }

  /** Returns how many threads receive or answer requests. Streams have their own threads. */
  int busy() {
    return server.busy();
  }

  /** Returns the largest number of threads that received or answered requests at the same time. */
  int mostThreads() {
    return server.mostThreads();
  }

  /** Returns how many clients were disconnected because they were too slow. */
  long cutOff() {
    return server.deadlines().missed();
  }
}
