package io.jitpeers.http;

import io.jitpeers.http.internal.ChangeWatches;
import io.jitpeers.http.internal.LookupEngine;
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

/** Collects the options of a source. Not thread-safe; can build more than once. */
public final class HttpPeerConfigSourceBuilder {
  private final HttpRequest.Builder template;
  private final HttpClient.Builder client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_2)
          .connectTimeout(HttpPeerConfigSource.DEFAULT_CONNECT_TIMEOUT);
  private KeyEncoding keyEncoding = KeyEncoding.BASE64URL;
  private @Nullable Supplier<String> bearerToken;
  private @Nullable Supplier<SSLContext> tls;
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
   * Sets how keys are written in the path.
   *
   * @param encoding the form; {@link KeyEncoding#BASE64URL} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder keyEncoding(KeyEncoding encoding) {
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
  public HttpPeerConfigSourceBuilder bearerToken(Supplier<String> supplier) {
    this.bearerToken = Objects.requireNonNull(supplier, "bearerToken");
    return this;
  }

  /**
   * Adds a header to every request.
   *
   * @param name the name; not one that the client or this source sets itself
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
   * Sets the keys and trust for TLS, for a private authority or a client certificate (mTLS).
   *
   * @param context an initialised context; the JDK's default one if not set
   * @return this
   */
  public HttpPeerConfigSourceBuilder sslContext(SSLContext context) {
    client.sslContext(Objects.requireNonNull(context, "sslContext"));
    return this;
  }

  /** The same for keys that change: asked before each request, another object if they did. */
  HttpPeerConfigSourceBuilder sslContexts(Supplier<SSLContext> contexts) {
    this.tls = contexts;
    return this;
  }

  /**
   * Sets whether to prefer HTTP/2, by ALPN over TLS and by an {@code Upgrade: h2c} header in clear
   * text. An answer that may be due to that header is asked for once more without it, and if that
   * helps it is sent no more; switch it off where it does worse.
   *
   * @param prefer true, the default, for HTTP/2 where the server knows it; false for HTTP/1.1
   * @return this
   */
  public HttpPeerConfigSourceBuilder preferHttp2(boolean prefer) {
    client.version(prefer ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
    return this;
  }

  /**
   * Sets how long to wait for a connection.
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
   * Sets the deadline of a lookup: from the call to the last byte of the answer, with every
   * redirect, wait and retry in between.
   *
   * @param duration 1 ms or longer; {@link HttpPeerConfigSource#DEFAULT_DEADLINE} by default. A
   *     client repeats its initiation after 5 s, so a longer deadline only helps the repetitions
   * @return this
   * @throws IllegalArgumentException if out of range
   */
  public HttpPeerConfigSourceBuilder deadline(Duration duration) {
    this.deadline = Checks.atLeast("deadline", duration, Duration.ofMillis(1));
    return this;
  }

  /**
   * Sets how much of a body is read. A longer one is refused and its connection is closed.
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
   * Sets how many redirects are followed in one attempt. Only those to the same scheme, host and
   * port are.
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
   * Sets who waits when the control plane answers 429. An orchestrator does by itself, for it sees
   * all lookups and slows down all of them: so a lookup fails at once with {@link
   * LookupException#askedTooOften}, and the key is not asked about before {@code Retry-After}: its
   * next lookup waits for that, or fails at once if it cannot.
   *
   * @param retry true to have a lookup wait and try again inside its deadline, as after other
   *     failures that may pass, for callers that do not; false by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder retryWhenAskedTooOften(boolean retry) {
    this.retryWhenAskedTooOften = retry;
    return this;
  }

  /**
   * Sets when to stop asking a control plane that fails.
   *
   * @param options {@link CircuitBreakerOptions#DEFAULTS} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder circuitBreaker(CircuitBreakerOptions options) {
    this.circuitBreaker = Objects.requireNonNull(options, "circuitBreaker");
    return this;
  }

  /**
   * Sets what to believe about the age of answers that do not say.
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
   * Sets what reads the bodies.
   *
   * @param decoder a {@link JsonPeerConfigDecoder} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder decoder(PeerConfigDecoder decoder) {
    this.decoder = RequestChecks.decoder(decoder);
    return this;
  }

  /**
   * Sets the clocks, for tests.
   *
   * @param time {@link TimeSource#system} by default
   * @return this
   */
  public HttpPeerConfigSourceBuilder timeSource(TimeSource time) {
    this.timeSource = Objects.requireNonNull(time, "timeSource");
    return this;
  }

  /**
   * Sets what runs deadlines and waits.
   *
   * @param given borrowed: the source does not close it; by default the source makes its own
   * @return this
   */
  public HttpPeerConfigSourceBuilder scheduler(Scheduler given) {
    this.scheduler = Objects.requireNonNull(given, "scheduler");
    return this;
  }

  /** Puts something in front of the source's threads, for tests. */
  HttpPeerConfigSourceBuilder workers(UnaryOperator<Executor> around) {
    this.aroundWorkers = around;
    return this;
  }

  /**
   * Sets the randomness of the waits between retries and between streams of changes.
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
            Policies.of(circuitBreaker, retry, retryWhenAskedTooOften, timeSource, random),
            deadline,
            timeSource,
            scheduler,
            aroundWorkers);
    return new HttpPeerConfigSource(base, engine, new ChangeWatches(engine, changes, random));
  }
}
