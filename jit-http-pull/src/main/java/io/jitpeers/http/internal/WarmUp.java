package io.jitpeers.http.internal;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.http.JsonPeerConfigDecoder;
import io.jitpeers.http.KeyEncoding;
import io.jitpeers.http.PeerConfigDecoder;
import io.jitpeers.http.RetryOptions;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the JVM load and compile what a lookup needs: the same classes as those of a source look up a
 * made-up peer at a made-up control plane within this process. It has a client, counters and a
 * circuit breaker of its own, and is given no token and no header.
 */
public final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /** By then the JVM has compiled most of it; more would take long and save little. */
  private static final int LOOKUPS = 400;

  private static final int TLS_ROOM = 1 << 16;

  private WarmUp() {}

  /**
   * Looks up for a while. What does not work, as where nothing may listen, is not tried further.
   *
   * @param secure whether the real control plane is spoken to over TLS
   * @param limit for how long at the most
   */
  public static void run(boolean secure, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try (MadeUpControlPlane controlPlane = new MadeUpControlPlane();
        LookupEngine engine = engine(controlPlane.uri())) {
      if (secure) {
        greet();
      }
      PeerQuery query = PeerQuery.of(MadeUpControlPlane.PEER);
      for (int i = 0; i < LOOKUPS; i++) {
        CompletableFuture<?> lookup = engine.lookup(query).toCompletableFuture();
        var unused = lookup.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (IOException | NoSuchAlgorithmException | ExecutionException | TimeoutException e) {
      log.debug("warmed up in part", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The time is up.
    }
  }

  private static LookupEngine engine(URI uri) {
    PeerConfigDecoder decoder = new JsonPeerConfigDecoder();
    TimeSource time = TimeSource.system();
    HttpRequest template =
        HttpRequest.newBuilder(uri).setHeader("Accept", decoder.mediaType()).build();
    return new LookupEngine(
        HttpClient.newBuilder(),
        null,
        new RequestFactory(template, KeyEncoding.BASE64URL, new Tokens(null, time)),
        new ResponseReader(uri, decoder, CachingOptions.DEFAULTS, TLS_ROOM, 0, time),
        Policies.of(
            CircuitBreakerOptions.DEFAULTS,
            RetryOptions.DEFAULTS,
            false,
            time,
            () -> ThreadLocalRandom.current().nextLong()),
        Duration.ofSeconds(1),
        time,
        null,
        UnaryOperator.identity());
  }

  /** Creates the first message of a TLS handshake, for which most of TLS is loaded. */
  private static void greet() throws NoSuchAlgorithmException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    engine.beginHandshake();
    var unused = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(TLS_ROOM));
  }
}
