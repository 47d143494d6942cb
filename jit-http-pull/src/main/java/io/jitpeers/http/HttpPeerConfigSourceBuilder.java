package io.jitpeers.http;

import io.jitpeers.http.internal.ChangeWatches;
import io.jitpeers.http.internal.LookupEngine;
import io.jitpeers.http.internal.PlainHttp;
import io.jitpeers.http.internal.Policies;
import io.jitpeers.http.internal.RequestFactory;
import io.jitpeers.http.internal.ResponseReader;
import io.jitpeers.http.internal.Tokens;
import io.jitpeers.spi.LookupException;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of an {@link HttpPeerConfigSource}. Not thread-safe; can build more than one
 * source.
 */
public final class HttpPeerConfigSourceBuilder {
  private final HttpRequest.Builder template;
  private final HttpClient.Builder client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_2)
          .connectTimeout(HttpPeerConfigSource.DEFAULT_CONNECT_TIMEOUT);
  private KeyEncoding keyEncoding = KeyEncoding.BASE64URL;
  private @Nullable Supplier<String> bearerToken;
  private @Nullable Supplier<SSLContext> tls;
  private boolean hasOwnTls;
  private Duration deadline = HttpPeerConfigSource.DEFAULT_DEADLINE;
  private int maxBodyBytes = HttpPeerConfigSource.DEFAULT_MAX_BODY_BYTES;
  private int maxRedirects = HttpPeerConfigSource.DEFAULT_MAX_REDIRECTS;
  private RetryOptions retry = RetryOptions.DEFAULTS;
  private boolean retryWhenAskedTooOften;
  private CircuitBreakerOptions circuitBreaker = CircuitBreakerOptions.DEFAULTS;
  private CachingOptions caching = CachingOptions.DEFAULTS;
  private ChangeStreamOptions changes = ChangeStreamOptions.DEFAULTS;
  private PeerConfigDecoder decoder = new JsonPeerConfigDecoder();
  private TimeSource timeSource = TimeSource.system();
  private @Nullable Scheduler scheduler;
  private UnaryOperator<Executor> aroundWorkers = UnaryOperator.identity();
  private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

  HttpPeerConfigSourceBuilder(URI base) {
    this.template = HttpRequest.newBuilder(RequestChecks.base(base));
  }

  /**
   * Sets how public keys are written in the path of a request.
   *
   * @param encoding the form; {@link KeyEncoding#BASE64URL} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder keyEncoding(KeyEncoding encoding) {
    this.keyEncoding = Objects.requireNonNull(encoding, "keyEncoding");
    return this;
  }

  /**
   * Sets the supplier of bearer tokens. It is called on a worker thread for each request, so tokens
   * can rotate. A request that begins while a call of the supplier is running uses the result of
   * this call. If the supplier throws, or returns something that is not a token (RFC 6750 section
   * 2.1), the lookup fails with {@code UNAVAILABLE}. Tokens are sent to the base URI's origin only
   * and are never logged.
   *
   * @param supplier returns the current token; thread-safe, and does not block for long
   * @return this
   */
  public HttpPeerConfigSourceBuilder bearerToken(Supplier<String> supplier) {
    this.bearerToken = Objects.requireNonNull(supplier, "bearerToken");
    return this;
  }

  /**
   * Adds a header to every request.
   *
   * @param name the name; must not be a header that the HTTP client or this source sets itself
   * @param value the value; treated as a secret
   * @return this
   * @throws IllegalArgumentException if the name or value cannot be sent; the message does not show
   *     the value
   */
  public HttpPeerConfigSourceBuilder header(String name, String value) {
    RequestChecks.addHeader(template, name, value);
    return this;
  }

  /**
   * Sets the TLS keys and trust anchors, for a private certificate authority or a client
   * certificate (mTLS).
   *
   * @param context an initialised context; if none is set, the JDK's default context is used for an
   *     https base URI
   * @return this
   */
  public HttpPeerConfigSourceBuilder sslContext(SSLContext context) {
    client.sslContext(Objects.requireNonNull(context, "sslContext"));
    hasOwnTls = true;
    return this;
  }

  /**
   * Sets TLS keys and trust anchors that can change. The supplier is called before each request and
   * returns a different object after a change.
   */
  HttpPeerConfigSourceBuilder sslContexts(Supplier<SSLContext> contexts) {
    this.tls = contexts;
    return this;
  }

  /**
   * Sets whether to prefer HTTP/2. Over TLS, HTTP/2 is negotiated by ALPN; in clear text, by an
   * {@code Upgrade: h2c} header. Some servers and proxies answer this header with an error or close
   * the connection. After such a failure, the source sends the same request once more, without the
   * header. It repeats at most one request a minute in this way. If the request gets another status
   * without the header than with it, or gets an answer only without the header, the source stops
   * sending the header. Choose HTTP/1.1 if the header causes other problems.
   *
   * @param prefer true, the default, for HTTP/2 where the server supports it; false for HTTP/1.1
   * @return this
   */
  public HttpPeerConfigSourceBuilder preferHttp2(boolean prefer) {
    client.version(prefer ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    return this;
  }

  /**
   * Sets the connect timeout.
   *
   * @param timeout 1 ms or longer; {@link HttpPeerConfigSource#DEFAULT_CONNECT_TIMEOUT} by default
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public HttpPeerConfigSourceBuilder connectTimeout(Duration timeout) {
    client.connectTimeout(Checks.atLeast("connectTimeout", timeout, Duration.ofMillis(1)));
    return this;
  }

  /**
   * Sets the deadline of a lookup. The deadline covers the time from the call to the last byte of
   * the answer, including every redirect, wait and retry.
   *
   * @param duration 1 ms or longer; {@link HttpPeerConfigSource#DEFAULT_DEADLINE} by default. A
   *     client sends another initiation after 5 s, so an answer that takes longer than 5 s is
   *     useful only for the later initiation
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public HttpPeerConfigSourceBuilder deadline(Duration duration) {
    this.deadline = Checks.atLeast("deadline", duration, Duration.ofMillis(1));
    return this;
  }

  /**
   * Sets the longest body that is read. A longer body is refused and its connection is closed.
   *
   * @param bytes 1 to 16,777,216; {@link HttpPeerConfigSource#DEFAULT_MAX_BODY_BYTES} by default
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public HttpPeerConfigSourceBuilder maxBodyBytes(int bytes) {
    this.maxBodyBytes = Checks.inRange("maxBodyBytes", bytes, 1, 16_777_216);
    return this;
  }

  /**
   * Sets how many redirects are followed in one attempt. Only redirects to the same scheme, host
   * and port are followed.
   *
   * @param count 0 to 20; {@link HttpPeerConfigSource#DEFAULT_MAX_REDIRECTS} by default
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public HttpPeerConfigSourceBuilder maxRedirects(int count) {
    this.maxRedirects = Checks.inRange("maxRedirects", count, 0, 20);
    return this;
  }

  /**
   * Sets how transient failures are retried.
   *
   * @param options {@link RetryOptions#DEFAULTS} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder retry(RetryOptions options) {
    this.retry = Objects.requireNonNull(options, "retry");
    return this;
  }

  /**
   * Sets whether a lookup waits and retries by itself when the control plane answers 429.
   *
   * <p>By default the lookup fails at once with {@link LookupException#askedTooOften}, because the
   * usual caller, an orchestrator, starts all lookups and slows all of them down after a 429. After
   * such a failure, the source pauses requests about the key for the time in {@code Retry-After},
   * but for a minute at most. The key's next lookup waits for the end of the pause, or fails at
   * once if its own deadline is earlier.
   *
   * @param retry true if a lookup waits and retries within its deadline, as after other transient
   *     failures; meant for callers that do not slow down by themselves; false by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder retryWhenAskedTooOften(boolean retry) {
    this.retryWhenAskedTooOften = retry;
    return this;
  }

  /**
   * Sets when the source stops asking a failing control plane.
   *
   * @param options {@link CircuitBreakerOptions#DEFAULTS} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder circuitBreaker(CircuitBreakerOptions options) {
    this.circuitBreaker = Objects.requireNonNull(options, "circuitBreaker");
    return this;
  }

  /**
   * Sets the cache lifetimes of answers that state no lifetime.
   *
   * @param options {@link CachingOptions#DEFAULTS} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder caching(CachingOptions options) {
    this.caching = Objects.requireNonNull(options, "caching");
    return this;
  }

  /**
   * Sets how the control plane's change hints are followed.
   *
   * @param options {@link ChangeStreamOptions#DEFAULTS} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder changes(ChangeStreamOptions options) {
    this.changes = Objects.requireNonNull(options, "changes");
    return this;
  }

  /**
   * Sets the decoder of response bodies.
   *
   * @param decoder a {@link JsonPeerConfigDecoder} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder decoder(PeerConfigDecoder decoder) {
    this.decoder = RequestChecks.decoder(decoder);
    return this;
  }

  /**
   * Sets the source of the wall-clock and monotonic time, for tests.
   *
   * @param time {@link TimeSource#system} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder timeSource(TimeSource time) {
    this.timeSource = Objects.requireNonNull(time, "timeSource");
    return this;
  }

  /**
   * Sets the scheduler for the deadlines of lookups, the waits between requests, and the timeouts
   * of change streams.
   *
   * @param given a scheduler that the source does not close; by default the source creates and
   *     closes a scheduler of its own
   * @return this
   */
  public HttpPeerConfigSourceBuilder scheduler(Scheduler given) {
    this.scheduler = Objects.requireNonNull(given, "scheduler");
    return this;
  }

  /** Sets a function that wraps the executor of the source's background tasks, for tests. */
  HttpPeerConfigSourceBuilder workers(UnaryOperator<Executor> around) {
    this.aroundWorkers = around;
    return this;
  }

  /**
   * Sets the random generator for the jitter of waits between retries and between change streams.
   *
   * @param generator thread-safe; {@link ThreadLocalRandom} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder random(RandomGenerator generator) {
    this.random = Objects.requireNonNull(generator, "random");
    return this;
  }

  /**
   * Creates the source. No request is sent yet.
   *
   * @return a new source with threads of its own; the caller closes it
   * @throws IllegalArgumentException if there is both a bearer token and an {@code Authorization}
   *     header
   */
  public HttpPeerConfigSource build() {
    HttpRequest request = template.setHeader("Accept", decoder.mediaType()).build();
    URI base = request.uri();
    RequestChecks.credentials(request, bearerToken != null);
    if (!hasOwnTls) {
      PlainHttp.configure(client, base);
    }
    LookupEngine engine =
        new LookupEngine(
            client,
            tls,
            new RequestFactory(request, keyEncoding, new Tokens(bearerToken, timeSource)),
            new ResponseReader(base, decoder, caching, maxBodyBytes, maxRedirects, timeSource),
            Policies.of(circuitBreaker, retry, retryWhenAskedTooOften, timeSource, random),
            deadline,
            timeSource,
            scheduler,
            aroundWorkers);
    return new HttpPeerConfigSource(base, engine, new ChangeWatches(engine, changes, random));
  }
}
