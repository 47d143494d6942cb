package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.PeerConfigDecoder;
import io.jitpeers.http.internal.AttemptResult.Answered;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.AttemptResult.Kind;
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
import java.net.http.HttpResponse.BodySubscriber;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and interprets the control plane's HTTP answers to lookups. Thread-safe. */
public final class ResponseReader {
  private final URI base;
  private final PeerConfigDecoder decoder;
  private final CachingOptions caching;
  private final int maxBodyBytes;
  private final int maxRedirects;
  private final TimeSource time;
  private final AccessLog accessLog;

  /** Creates a reader for the answers of the control plane at a base URI. */
  public ResponseReader(
      URI base,
      PeerConfigDecoder decoder,
      CachingOptions caching,
      int maxBodyBytes,
      int maxRedirects,
      TimeSource time) {
    this.base = base;
    this.decoder = decoder;
    this.caching = caching;
    this.maxBodyBytes = maxBodyBytes;
    this.maxRedirects = maxRedirects;
    this.time = time;
    this.accessLog = new AccessLog(time);
  }

  /**
   * Creates a subscriber that reads a body.
   *
   * @param heard called for every piece of the body that arrives
   * @param arrived called when the whole body has arrived, before the future of the body completes
   */
  BodySubscriber<BoundedBody> bodySubscriber(
      HttpHeaders headers, Runnable heard, Runnable arrived) {
    return BoundedBodySubscriber.of(maxBodyBytes, headers, heard, arrived);
  }

  URI redirectTarget(Response response, int redirectsSoFar) throws LookupException {
    return Redirects.target(response, redirectsSoFar, maxRedirects);
  }

  /**
   * Interprets an answer that is not a redirect. The request asked for the query's key, and
   * contained the query's validator as the entity tag.
   *
   * @param delay how long ago the request was sent
   */
  AttemptResult read(PeerQuery query, Response response, Duration delay) {
    int status = response.statusCode();
    return switch (status) {
      case 200 -> found(query.key(), response, delay);
      case 304 -> notModified(query, response.headers(), delay);
      case 404, 410 -> notFound(response.headers(), delay);
      case 401, 403 -> denied(status);
      case 408 -> passing(Kind.BUSY, response);
      case 429 -> passing(Kind.ASKED_TOO_OFTEN, response);
      default ->
          status >= 500 && status <= 599
              ? passing(Kind.KEY, response)
              : Failed.lasting(
                  Reason.REJECTED,
                  "answered "
                      + status
                      + ", which is not a valid answer to a GET; check the base URL",
                  null);
    };
  }

  private AttemptResult found(PublicKey key, Response response, Duration delay) {
    BoundedBody body = response.body();
    try {
      Optional<String> coding = Headers.coding(response.headers());
      if (coding.isPresent()) {
        throw new LookupException(
            Reason.REJECTED,
            "its body has the content coding "
                + coding.get()
                + " although only identity is accepted; configure the control plane, or the "
                + "proxy before it, to send it unencoded");
      }
      if (body.isTooLong()) {
        throw new LookupException(
            Reason.REJECTED,
            "the body is longer than "
                + maxBodyBytes
                + " bytes; raise max-body-bytes if a body may be that long");
      }
      PeerConfig config = decoder.decode(key, body.bytes());
      if (!config.publicKey().equals(key)) {
        throw new LookupException(
            Reason.REJECTED, "the config is for another key; correct the control plane's answer");
      }
      return new Answered(found(config, response.headers(), delay));
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

  private PeerLookup found(PeerConfig config, HttpHeaders headers, Duration delay) {
    CacheControl cacheControl = CacheControl.of(headers);
    return PeerLookup.found(
            config,
            cacheControl.lifetime(caching),
            cacheControl.noStore() ? null : Headers.entityTag(headers).orElse(null))
        .aged(Headers.age(headers, delay));
  }

  private AttemptResult notModified(PeerQuery query, HttpHeaders headers, Duration delay) {
    if (query.validator().isEmpty()) {
      return Failed.lasting(
          Reason.REJECTED, "answered 304 to a request that was not conditional", null);
    }
    CacheControl said = CacheControl.of(headers);
    // RFC 9111 section 3.2: headers that a 304 omits keep their values, but the age starts anew.
    Freshness lifetime = said.present() ? said.lifetime(caching) : null;
    String tag = Headers.entityTag(headers).or(query::validator).orElse(null);
    return new Answered(
        PeerLookup.notModified(lifetime, said.noStore() ? null : tag)
            .aged(Headers.age(headers, delay)));
  }

  private AttemptResult notFound(HttpHeaders headers, Duration delay) {
    return new Answered(
        PeerLookup.notFound(
            CacheControl.of(headers).negativeTtl(Headers.age(headers, delay), caching)));
  }

  /** Logs that the control plane refused the credentials of a lookup or a change stream. */
  void logDenied(int status) {
    accessLog.denied(base, status);
  }

  private AttemptResult denied(int status) {
    logDenied(status);
    return Failed.lasting(
        Reason.UNAVAILABLE,
        "answered "
            + status
            + ": it does not accept this gateway's credentials; check the bearer token, the headers"
            + " and the client certificate",
        null);
  }

  private AttemptResult passing(Kind kind, Response response) {
    Duration wait = Headers.retryAfter(response.headers(), time.wallTime()).orElse(Duration.ZERO);
    String text = "answered " + response.statusCode();
    return Failed.passing(
        kind,
        wait.isZero() ? text : text + " with Retry-After in " + wait.toMillis() + " ms",
        wait,
        null);
  }
}
