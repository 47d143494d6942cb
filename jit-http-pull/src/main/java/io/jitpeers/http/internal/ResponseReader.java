package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.PeerConfigDecoder;
import io.jitpeers.http.internal.AnswerMemory.Answer;
import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.LookupException.Reason;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges an answer that is not a redirect. Thread-safe. */
final class ResponseReader {
  private final URI base;
  private final int maxBodyBytes;
  private final CachingOptions caching;
  private final PeerConfigDecoder decoder;
  private final TimeSource time;
  private final AnswerMemory memory;
  private final Counters counters;
  private final AccessLog accessLog;

  ResponseReader(SourceOptions options, AnswerMemory memory, Counters counters) {
    this.base = options.base();
    this.maxBodyBytes = options.maxBodyBytes();
    this.caching = options.caching();
    this.decoder = options.decoder();
    this.time = options.time();
    this.memory = memory;
    this.counters = counters;
    this.accessLog = new AccessLog(options.time());
  }

  /**
   * Judges an answer.
   *
   * @param sent what was remembered when the request was sent, whose entity tag went with it
   */
  AttemptResult read(PublicKey key, Optional<Answer> sent, Response response) {
    int status = response.statusCode();
    return switch (status) {
      case 200 -> found(key, response);
      case 304 -> notModified(key, sent, response.headers());
      case 404, 410 -> notFound(key, response.headers());
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
      return new Answered(remember(key, config, response.headers()));
    } catch (LookupException e) {
      return refuseConfig(key, String.valueOf(e.getMessage()), e.getCause());
    } catch (RuntimeException e) {
      return refuseConfig(key, "the decoder failed", e);
    } finally {
      body.wipe();
    }
  }

  private AttemptResult refuseConfig(PublicKey key, String why, @Nullable Throwable cause) {
    memory.forget(key);
    return Failed.lasting(Reason.REJECTED, "answered 200, but " + why, cause);
  }

  private PeerLookup remember(PublicKey key, PeerConfig config, HttpHeaders headers) {
    CacheControl cacheControl = CacheControl.of(headers);
    Optional<String> tag = Headers.entityTag(headers);
    if (tag.isPresent() && !cacheControl.noStore()) {
      memory.remember(key, new Answer(tag.get(), config, cacheControl));
    } else {
      memory.forget(key);
    }
    return new PeerLookup.Found(config, cacheControl.freshness(Headers.age(headers), caching));
  }

  private AttemptResult notModified(PublicKey key, Optional<Answer> sent, HttpHeaders headers) {
    if (sent.isEmpty()) {
      return Failed.lasting(
          Reason.REJECTED, "answered 304 to a request that was not conditional", null);
    }
    counters.notModified.increment();
    CacheControl fresh = CacheControl.of(headers);
    // RFC 9111 section 3.2: what a 304 does not say again stays as it was.
    CacheControl effective = fresh.present() ? fresh : sent.get().cacheControl();
    if (effective.noStore()) {
      memory.forget(key);
    } else {
      String tag = Headers.entityTag(headers).orElse(sent.get().entityTag());
      memory.remember(key, new Answer(tag, sent.get().config(), effective));
    }
    return new Answered(
        new PeerLookup.Found(
            sent.get().config(), effective.freshness(Headers.age(headers), caching)));
  }

  private AttemptResult notFound(PublicKey key, HttpHeaders headers) {
    memory.forget(key);
    return new Answered(
        new PeerLookup.NotFound(
            CacheControl.of(headers).negativeTtl(Headers.age(headers), caching)));
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
