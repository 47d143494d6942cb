package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.PeerConfigDecoder;
import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Judges an answer that is not a redirect. Thread-safe. */
final class ResponseReader {
  private final URI base;
  private final int maxBodyBytes;
  private final CachingOptions caching;
  private final PeerConfigDecoder decoder;
  private final TimeSource time;
  private final Counters counters;
  private final AccessLog accessLog;

  ResponseReader(SourceOptions options, Counters counters) {
    this.base = options.base();
    this.maxBodyBytes = options.maxBodyBytes();
    this.caching = options.caching();
    this.decoder = options.decoder();
    this.time = options.time();
    this.counters = counters;
    this.accessLog = new AccessLog(options.time());
  }

  /** Judges the answer to a request for what a query asks, with its validator as entity tag. */
  AttemptResult read(PeerQuery query, Response response) {
    int status = response.statusCode();
    return switch (status) {
      case 200 -> found(query.key(), response);
      case 304 -> notModified(query, response.headers());
      case 404, 410 -> notFound(response.headers());
      case 401, 403 -> denied(status);
      case 408, 429 -> passing(response);
      default ->
          status >= 500 && status <= 599
              ? passing(response)
              : Failed.lasting(
                  Reason.REJECTED, "answered " + status + ", which is no answer to a GET", null);
    };
  }

  private AttemptResult found(PublicKey key, Response response) {
    BoundedBody body = response.body();
    try {
      if (body.isTooLong()) {
        throw new LookupException(
            Reason.REJECTED, "the body is longer than " + maxBodyBytes + " bytes");
      }
      PeerConfig config = decoder.decode(key, body.bytes());
      if (!config.publicKey().equals(key)) {
        throw new LookupException(Reason.REJECTED, "the config is for another key");
      }
      return new Answered(found(config, response.headers()));
    } catch (LookupException e) {
      return refuseConfig(String.valueOf(e.getMessage()), e.getCause());
    } catch (RuntimeException e) {
      return refuseConfig("the decoder failed", e);
    } finally {
      body.wipe();
    }
  }

  private static AttemptResult refuseConfig(String why, @Nullable Throwable cause) {
    return Failed.lasting(Reason.REJECTED, "answered 200, but " + why, cause);
  }

  private PeerLookup found(PeerConfig config, HttpHeaders headers) {
    CacheControl cacheControl = CacheControl.of(headers);
    return PeerLookup.found(
        config,
        cacheControl.freshness(Headers.age(headers), caching),
        cacheControl.noStore() ? null : Headers.entityTag(headers).orElse(null));
  }

  private AttemptResult notModified(PeerQuery query, HttpHeaders headers) {
    if (query.validator().isEmpty()) {
      return Failed.lasting(
          Reason.REJECTED, "answered 304 to a request that was not conditional", null);
    }
    counters.notModified.increment();
    CacheControl said = CacheControl.of(headers);
    // RFC 9111 section 3.2: what a 304 does not say again stays as it was.
    Freshness freshness = said.present() ? said.freshness(Headers.age(headers), caching) : null;
    String tag = Headers.entityTag(headers).or(query::validator).orElse(null);
    return new Answered(PeerLookup.notModified(freshness, said.noStore() ? null : tag));
  }

  private AttemptResult notFound(HttpHeaders headers) {
    return new Answered(
        PeerLookup.notFound(CacheControl.of(headers).negativeTtl(Headers.age(headers), caching)));
  }

  private AttemptResult denied(int status) {
    counters.accessDenied.increment();
    accessLog.denied(base, status);
    return Failed.lasting(
        Reason.UNAVAILABLE,
        "answered " + status + ": it does not accept this gateway's credentials",
        null);
  }

  private AttemptResult passing(Response response) {
    Duration wait = Headers.retryAfter(response.headers(), time.wallTime()).orElse(Duration.ZERO);
    String text = "answered " + response.statusCode();
    return Failed.passing(
        wait.isZero() ? text : text + " with Retry-After in " + wait.toMillis() + " ms",
        wait,
        null);
  }
}
