package io.jitpeers.examples.controlplane;

import com.google.common.net.InetAddresses;
import io.jitpeers.examples.common.BoundedHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link PeerDirectory} over HTTP: who asks for a peer shows a bearer token, is told how
 * long the answer is good for, and gets 304 for the answer that it has already. Thread-safe;
 * started when it is made.
 */
public final class ControlPlaneServer implements AutoCloseable {
  private final BoundedHttpServer server;
  private final @Nullable ChangeStreams streams;
  private final PeerHandler handler;

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
    if (streams != null) {
      streams.close();
    }
    server.close();
  }

  /** How many threads receive or answer requests; streams have their own. */
  int busy() {
    return server.busy();
  }

  /** How many clients were cut off for taking too long. */
  long cutOff() {
    return server.deadlines().missed();
  }
}
