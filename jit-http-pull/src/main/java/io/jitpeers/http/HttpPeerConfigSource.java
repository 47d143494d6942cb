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
 * Pulls configs from a control plane over HTTP, as the package documentation describes.
 *
 * <p>Thread-safe. {@link #lookup} never blocks and no thread waits for an answer; the stages it
 * returns complete on threads of this source's, so what depends on them should be short. Cancelling
 * a stage's future cancels the exchange, which frees its connection, and any retry to come.
 *
 * <p>No answer waits for a thread of {@link java.util.concurrent.ForkJoinPool#commonPool()}. What
 * fails before there is an answer, such as connecting, is told by the JDK's client on such a
 * thread: if others block all of them, of which there is only one on two processors, such a lookup
 * ends with its deadline, without a retry.
 *
 * <p>Failures are {@link LookupException}s: {@code TIMEOUT} when the deadline passed, {@code
 * UNAVAILABLE} when the control plane could not be reached, could not answer or did not accept our
 * credentials, when it was not asked (the circuit breaker is open, the key failed a moment ago, the
 * connection took no request), and when the source is closed; the same {@linkplain
 * LookupException#retryAfter with the time after which to ask again} for 429; {@code REJECTED} for
 * an answer that is no valid config for the key, for a redirect that is not followed, and for a
 * status that has no meaning here. Their messages hold the URL and the status or I/O error, never a
 * token, a header's value or a part of a body.
 *
 * <p>A source recovers from any failure of the control plane's without being made again: an open
 * breaker lets probes through after a while, a key that failed is left alone for a minute at most,
 * and connections that hear nothing for half of the deadline are replaced.
 */
public final class HttpPeerConfigSource implements PeerConfigSource {
  /**
   * The default deadline. Under WireGuard's REKEY_TIMEOUT of 5 s (whitepaper section 6.1), after
   * which the client has sent another initiation, with room left to install the peer and to reply.
   */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMillis(3500);

  /** The default connect timeout: one retransmission of a SYN after 1 s (RFC 6298) fits in. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofMillis(1500);

  /** The default limit on a body, about 64 KiB. */
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
   * Starts a source.
   *
   * @param base where the control plane is: {@code http} or {@code https}, a host, perhaps a port
   *     and a path; slashes at its end do not matter
   * @return a new builder
   * @throws IllegalArgumentException if it has another scheme, no host, credentials, a query or a
   *     fragment
   */
  public static HttpPeerConfigSourceBuilder builder(URI base) {
    return new HttpPeerConfigSourceBuilder(base);
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    return engine.lookup(query);
  }

  /** {@return true: exchanges are the HTTP client's, and nobody waits for them} */
  @Override
  public boolean returnsAtOnce() {
    return true;
  }

  /**
   * Follows the control plane's stream of changes, as the package documentation describes, until
   * what is returned or the source is closed. Does nothing where {@link ChangeStreamOptions} say so
   * or the source is closed.
   *
   * @param listener is told on threads of this source's, one thing after another; what it throws is
   *     logged, and while it takes its time nothing more is read
   * @return ends it at once; a listener that is being told something is waited for, at most 1 s
   */
  @Override
  public AutoCloseable watch(ChangeListener listener) {
    return watches.watch(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Looks a made-up peer up, again and again, at a server that lasts as long on a free port of
   * the loopback address. It is given no token, no header and no key for TLS, and the control plane
   * is not asked. Where nothing may listen there, it ends at once.
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
   * and later ones fail with {@code UNAVAILABLE}. A scheduler that was given stays open.
   */
  @Override
  public void close() {
    watches.close();
    engine.close();
  }

  /** The base URI, no more. */
  @Override
  public String toString() {
    return "HttpPeerConfigSource[" + base + "]";
  }
}
