package io.jitpeers.http;

import io.jitpeers.http.internal.ChangeWatches;
import io.jitpeers.http.internal.LookupEngine;
import io.jitpeers.http.internal.WarmUp;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Pulls peer configs from a control plane over HTTP, as the package documentation describes.
 *
 * <p>Thread-safe. {@link #lookup} never blocks, and no thread waits for an answer. The returned
 * stages complete on the source's own threads, so dependent actions should be short. Cancelling a
 * stage's future cancels the exchange and any pending retry, and frees the exchange's connection.
 *
 * <p>Answers are delivered without {@link java.util.concurrent.ForkJoinPool#commonPool()}. Failures
 * before an answer, such as a failed connect, need the pool: the JDK's client reports them on a
 * thread of that pool. If other tasks block all threads of the pool (on two processors it has only
 * one), the failure is not reported, and the lookup ends at its deadline without a retry.
 *
 * <p>Failures are {@link LookupException}s:
 *
 * <ul>
 *   <li>{@code TIMEOUT} when the deadline passed;
 *   <li>{@code UNAVAILABLE} when the control plane could not be reached, could not answer, or did
 *       not accept the credentials, and when the source is closed. The reason is also {@code
 *       UNAVAILABLE} if no request is sent: because the circuit breaker is open, because another
 *       lookup of the key has just failed, or because the connection to the control plane accepts
 *       no more requests at the moment. After a 429, the exception {@linkplain
 *       LookupException#retryAfter carries the time after which to ask again};
 *   <li>{@code REJECTED} for an answer that is not a valid config for the key, for a redirect that
 *       is not followed, and for an unexpected status.
 * </ul>
 *
 * <p>The exceptions' messages contain the URL and the status or I/O error, but no token, header
 * value or part of a body.
 *
 * <p>A source recovers from any failure of the control plane without being recreated. An open
 * circuit breaker permits a few requests after a while, to find out whether the control plane is
 * back. After a failed lookup, requests about the key are permitted again after at most a minute.
 * If a request waits and no connection has received anything for half of the deadline, or for half
 * of the callers' timeout if that is shorter, the source replaces its connections. The callers'
 * timeout is the longest {@link PeerQuery#timeout} of all lookups so far.
 */
public final class HttpPeerConfigSource implements PeerConfigSource {
  /**
   * The default deadline, 3.5 s. It is below WireGuard's REKEY_TIMEOUT of 5 s (whitepaper section
   * 6.1), after which the client sends another initiation. The difference leaves time to install
   * the peer and to reply.
   */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(3500);

  /**
   * The default connect timeout, 1.5 s. It leaves time for one retransmission of a SYN after 1 s
   * (RFC 6298).
   */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofMillis(1500);

  /** The default limit on the length of a response body, 64 KiB. */
  public static final int DEFAULT_MAX_BODY_BYTES = 65_536;

  /** The default number of redirects followed in one attempt. */
  public static final int DEFAULT_MAX_REDIRECTS = 3;

  private final URI base;
  private final LookupEngine engine;
  private final ChangeWatches watches;

  HttpPeerConfigSource(URI base, LookupEngine engine, ChangeWatches watches) {
    this.base = base;
    this.engine = engine;
    this.watches = watches;
  }

  /**
   * Returns a builder for a source.
   *
   * @param base the control plane's base URI: {@code http} or {@code https}, a host, and optionally
   *     a port and a path; trailing slashes are ignored
   * @return a new builder
   * @throws IllegalArgumentException if the URI has another scheme, has no host, or contains
   *     credentials, a query, a fragment or an invalid port
   */
  public static HttpPeerConfigSourceBuilder builder(URI base) {
    return new HttpPeerConfigSourceBuilder(base);
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return engine.lookup(query);
  }

  /**
   * {@return true: the HTTP client runs the exchanges asynchronously and no thread waits for them}
   */
  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  /**
   * Follows the control plane's stream of changes, as the package documentation describes, until
   * the returned handle or the source is closed. Does nothing if the source is closed already or
   * the {@link ChangeStreamOptions} disable the stream.
   *
   * @param listener called on the source's threads, never concurrently. Its exceptions are logged.
   *     While a call runs, the source reads nothing more from the stream
   * @return a handle that ends the watch at once when it is closed; closing the handle waits at
   *     most 1 s for a running call of the listener
   */
  @Override
  public AutoCloseable watch(ChangeListener listener) {
    return watches.watch(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Repeatedly looks up a made-up peer at a temporary server on a free port of the loopback
   * address; the control plane is not asked. The requests carry no token, no custom header and no
   * TLS key. Returns at once if listening on the loopback address is not permitted.
   */
  @Override
  public void warmUp(Duration limit) {
    WarmUp.run("https".equalsIgnoreCase(base.getScheme()), limit);
  }

  /** {@return a snapshot of the counters} */
  @Override
  public HttpSourceStatistics statistics() {
    return engine.statistics(watches.statistics());
  }

  /**
   * Ends the source's watches, threads and connections, without waiting for them. Lookups in flight
   * and later lookups fail with {@code UNAVAILABLE}. A scheduler that the caller supplied is not
   * closed.
   */
  @Override
  public void close() {
    watches.close();
    engine.close();
  }

  /** Returns a text that contains the base URI, and no secret. */
  @Override
  public String toString() {
    return "HttpPeerConfigSource[" + base + "]";
  }
}
