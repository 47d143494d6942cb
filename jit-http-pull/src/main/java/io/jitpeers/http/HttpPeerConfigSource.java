package io.jitpeers.http;

import io.jitpeers.http.internal.ChangeWatches;
import io.jitpeers.http.internal.LookupEngine;
import io.jitpeers.http.internal.Policies;
import io.jitpeers.http.internal.RequestFactory;
import io.jitpeers.http.internal.ResponseReader;
import io.jitpeers.http.internal.Tokens;
import io.jitpeers.http.internal.WarmUp;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

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
 * <p>Failures are {@link io.jitpeers.spi.LookupException}s: {@code TIMEOUT} when the deadline
 * passed, {@code UNAVAILABLE} when the control plane could not be reached, could not answer or did
 * not accept our credentials, when it was not asked (the circuit breaker is open, the key failed a
 * moment ago, the connection took no request), and when the source is closed; {@code REJECTED} for
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

  private HttpPeerConfigSource(URI base, LookupEngine engine, ChangeWatches watches) {
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
  public static Builder builder(URI base) {
    return new Builder(base);
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

  /** Collects the options of a source. Not thread-safe; can build more than once. */
  public static final class Builder {
    private final HttpRequest.Builder template;
    private final HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(DEFAULT_CONNECT_TIMEOUT);
    private KeyEncoding keyEncoding = KeyEncoding.BASE64URL;
    private @Nullable Supplier<String> bearerToken;
    private @Nullable Supplier<SSLContext> tls;
    private Duration deadline = DEFAULT_DEADLINE;
    private int maxBodyBytes = DEFAULT_MAX_BODY_BYTES;
    private int maxRedirects = DEFAULT_MAX_REDIRECTS;
    private RetryOptions retry = RetryOptions.DEFAULTS;
    private CircuitBreakerOptions circuitBreaker = CircuitBreakerOptions.DEFAULTS;
    private CachingOptions caching = CachingOptions.DEFAULTS;
    private ChangeStreamOptions changes = ChangeStreamOptions.DEFAULTS;
    private PeerConfigDecoder decoder = new JsonPeerConfigDecoder();
    private TimeSource timeSource = TimeSource.system();
    private @Nullable Scheduler scheduler;
    private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

    private Builder(URI base) {
      this.template = HttpRequest.newBuilder(RequestChecks.base(base));
    }

    /**
     * Sets how keys are written in the path.
     *
     * @param encoding the form; {@link KeyEncoding#BASE64URL} by default
     * @return this
     */
    public Builder keyEncoding(KeyEncoding encoding) {
      this.keyEncoding = Objects.requireNonNull(encoding, "keyEncoding");
      return this;
    }

    /**
     * Sets where bearer tokens come from. It is asked for each request, on a worker thread, so that
     * tokens can rotate; requests that begin meanwhile get the same token. If it throws, or gives
     * what is no token (RFC 6750 section 2.1), the lookup fails with {@code UNAVAILABLE}. Tokens go
     * to the base URI's origin only and are never logged.
     *
     * @param supplier gives the current token; thread-safe, and does not block for long
     * @return this
     */
    public Builder bearerToken(Supplier<String> supplier) {
      this.bearerToken = Objects.requireNonNull(supplier, "bearerToken");
      return this;
    }

    /**
     * Adds a header to every request.
     *
     * @param name the name; not one that the client or this source sets itself
     * @param value the value; treated as a secret
     * @return this
     * @throws IllegalArgumentException if the name or value cannot be sent; the message does not
     *     show the value
     */
    public Builder header(String name, String value) {
      RequestChecks.addHeader(template, name, value);
      return this;
    }

    /**
     * Sets the keys and trust for TLS, for a private authority or a client certificate (mTLS).
     *
     * @param context an initialised context; the JDK's default one if not set
     * @return this
     */
    public Builder sslContext(SSLContext context) {
      client.sslContext(Objects.requireNonNull(context, "sslContext"));
      return this;
    }

    /** The same for keys that change: asked before each request, another object if they did. */
    Builder sslContexts(Supplier<SSLContext> contexts) {
      this.tls = contexts;
      return this;
    }

    /**
     * Sets whether to prefer HTTP/2, by ALPN over TLS and by an {@code Upgrade: h2c} header in
     * clear text. An answer that may be due to that header is asked for once more without it, and
     * if that helps it is sent no more; switch it off where it does worse.
     *
     * @param prefer true, the default, for HTTP/2 where the server knows it; false for HTTP/1.1
     * @return this
     */
    public Builder preferHttp2(boolean prefer) {
      client.version(prefer ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
      return this;
    }

    /**
     * Sets how long to wait for a connection.
     *
     * @param timeout 1 ms or longer; {@link #DEFAULT_CONNECT_TIMEOUT} by default
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder connectTimeout(Duration timeout) {
      client.connectTimeout(Checks.atLeast("connectTimeout", timeout, Duration.ofMillis(1)));
      return this;
    }

    /**
     * Sets the deadline of a lookup: from the call to the last byte of the answer, with every
     * redirect, wait and retry in between.
     *
     * @param duration 1 ms or longer; {@link #DEFAULT_DEADLINE} by default. A client repeats its
     *     initiation after 5 s, so a longer deadline only helps the repetitions
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder deadline(Duration duration) {
      this.deadline = Checks.atLeast("deadline", duration, Duration.ofMillis(1));
      return this;
    }

    /**
     * Sets how much of a body is read. A longer one is refused and its connection is closed.
     *
     * @param bytes 1 to 16,777,216; {@link #DEFAULT_MAX_BODY_BYTES} by default
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxBodyBytes(int bytes) {
      this.maxBodyBytes = Checks.inRange("maxBodyBytes", bytes, 1, 16_777_216);
      return this;
    }

    /**
     * Sets how many redirects are followed in one attempt. Only those to the same scheme, host and
     * port are.
     *
     * @param count 0 to 20; {@link #DEFAULT_MAX_REDIRECTS} by default
     * @return this
     * @throws IllegalArgumentException if out of range
     */
    public Builder maxRedirects(int count) {
      this.maxRedirects = Checks.inRange("maxRedirects", count, 0, 20);
      return this;
    }

    /**
     * Sets how transient failures are retried.
     *
     * @param options {@link RetryOptions#DEFAULTS} by default
     * @return this
     */
    public Builder retry(RetryOptions options) {
      this.retry = Objects.requireNonNull(options, "retry");
      return this;
    }

    /**
     * Sets when to stop asking a control plane that fails.
     *
     * @param options {@link CircuitBreakerOptions#DEFAULTS} by default
     * @return this
     */
    public Builder circuitBreaker(CircuitBreakerOptions options) {
      this.circuitBreaker = Objects.requireNonNull(options, "circuitBreaker");
      return this;
    }

    /**
     * Sets what to believe about the age of answers that do not say.
     *
     * @param options {@link CachingOptions#DEFAULTS} by default
     * @return this
     */
    public Builder caching(CachingOptions options) {
      this.caching = Objects.requireNonNull(options, "caching");
      return this;
    }

    /**
     * Sets how the control plane's change hints are followed.
     *
     * @param options {@link ChangeStreamOptions#DEFAULTS} by default
     * @return this
     */
    public Builder changes(ChangeStreamOptions options) {
      this.changes = Objects.requireNonNull(options, "changes");
      return this;
    }

    /**
     * Sets what reads the bodies.
     *
     * @param decoder a {@link JsonPeerConfigDecoder} by default
     * @return this
     */
    public Builder decoder(PeerConfigDecoder decoder) {
      this.decoder = RequestChecks.decoder(decoder);
      return this;
    }

    /**
     * Sets the clocks, for tests.
     *
     * @param time {@link TimeSource#system} by default
     * @return this
     */
    public Builder timeSource(TimeSource time) {
      this.timeSource = Objects.requireNonNull(time, "timeSource");
      return this;
    }

    /**
     * Sets what runs deadlines and waits.
     *
     * @param given borrowed: the source does not close it; by default the source makes its own
     * @return this
     */
    public Builder scheduler(Scheduler given) {
      this.scheduler = Objects.requireNonNull(given, "scheduler");
      return this;
    }

    /**
     * Sets the randomness of the waits between retries and between streams of changes.
     *
     * @param generator thread-safe; {@link ThreadLocalRandom} by default
     * @return this
     */
    public Builder random(RandomGenerator generator) {
      this.random = Objects.requireNonNull(generator, "random");
      return this;
    }

    /**
     * Creates the source. No request is sent yet.
     *
     * @return a new source with threads of its own, to be closed
     * @throws IllegalArgumentException if there is both a bearer token and an {@code Authorization}
     *     header
     */
    public HttpPeerConfigSource build() {
      HttpRequest request = template.setHeader("Accept", decoder.mediaType()).build();
      URI base = request.uri();
      RequestChecks.credentials(request, bearerToken != null);
      LookupEngine engine =
          new LookupEngine(
              client,
              tls,
              new RequestFactory(request, keyEncoding, new Tokens(bearerToken, timeSource)),
              new ResponseReader(base, decoder, caching, maxBodyBytes, maxRedirects, timeSource),
              Policies.of(circuitBreaker, retry, timeSource, random),
              deadline,
              timeSource,
              scheduler);
      return new HttpPeerConfigSource(base, engine, new ChangeWatches(engine, changes, random));
    }
  }
}
