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
 * Makes the JVM load and compile the code of a lookup. The production classes look up a made-up
 * peer at a {@link MadeUpControlPlane} in this process. The warm-up has its own client, counters
 * and circuit breaker, and uses no token and no custom header.
 */
public final class WarmUp {
  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /**
   * After this many lookups the JVM has compiled most of the code; more lookups would take long and
   * save little.
   */
  private static final int LOOKUPS = 400;

  private static final int TLS_ROOM = 1 << 16;

  private WarmUp() {}

  /**
   * Repeats lookups for a while. Ends at the first failure, for example if the process is not
   * permitted to listen on a port.
   *
   * @param secure whether the real control plane uses TLS
   * @param limit the longest time that the warm-up may take
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
      log.debug("the warm-up ended early", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The deadline of the warm-up has passed.
    }
  }

  private static LookupEngine engine(URI uri) {
    PeerConfigDecoder decoder = new JsonPeerConfigDecoder();
    TimeSource time = TimeSource.system();
    HttpRequest template =
        HttpRequest.newBuilder(uri).setHeader("Accept", decoder.mediaType()).build();
    HttpClient.Builder client = HttpClient.newBuilder();
    PlainHttp.configure(client, uri);
    return new LookupEngine(
        client,
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

  /** Creates the first message of a TLS handshake, because this loads most of the TLS classes. */
  private static void greet() throws NoSuchAlgorithmException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    engine.beginHandshake();
    var unused = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(TLS_ROOM));
  }
}
