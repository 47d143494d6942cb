package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.MisbehavingHttpServer.Connection;
import io.jitpeers.spi.ChangeListener;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.contract.PeerConfigSourceContract;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpPeerConfigSourceContractTest extends PeerConfigSourceContract {
  private final Map<String, MisbehavingHttpServer.Script> scripts = new ConcurrentHashMap<>();
  private final Set<Connection> streams = ConcurrentHashMap.newKeySet();
  private final AtomicInteger watches = new AtomicInteger();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch gone = new CountDownLatch(1);
  private MisbehavingHttpServer server;
  private HttpPeerConfigSource source;

  @BeforeEach
  void start() {
    server =
        new MisbehavingHttpServer(
            (request, connection) ->
                scripts
                    .getOrDefault(request.target(), Responses.status(404))
                    .serve(request, connection));
    scripts.put("/changes", this::stream);
    source = Peers.patient(server.base()).build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  /** The contract for this source; counts its watches. */
  @Override
  protected PeerConfigSource source() {
    return new PeerConfigSource() {
      @Override
      public CompletionStage<PeerLookup> lookup(PeerQuery query) {
        return source.lookup(query);
      }

      @Override
      public AutoCloseable watch(ChangeListener listener) {
        watches.incrementAndGet();
        AutoCloseable watch = source.watch(listener);
        AtomicBoolean ended = new AtomicBoolean();
        return () -> {
          watch.close();
          if (ended.getAndSet(true)) {
            return;
          }
          watches.decrementAndGet();
          // Otherwise the ended stream could be mistaken for that of the next watch.
          Await.until("the stream to end", () -> streams.size() == watches.get());
        };
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }

  private void stream(MisbehavingHttpServer.Request request, Connection connection)
      throws IOException {
    connection.write(Streams.HEAD);
    streams.add(connection);
    connection.awaitEnd();
    streams.remove(connection);
  }

  @Override
  protected boolean announce(PublicKey key) throws Exception {
    Await.until("a stream for each watch", () -> streams.size() == watches.get());
    for (Connection stream : streams) {
      stream.write(Streams.chunk("data: " + key + "\n\n"));
    }
    return true;
  }

  @Override
  protected void know(PeerConfig config) {
    String tag = "\"" + Integer.toHexString(config.hashCode()) + "\"";
    scripts.put(
        path(config.publicKey()),
        (request, connection) -> {
          boolean known = request.header("If-None-Match").filter(tag::equals).isPresent();
          (known
                  ? Responses.status(304, "ETag: " + tag)
                  : Responses.answer(200, Peers.json(config), "ETag: " + tag))
              .serve(request, connection);
        });
  }

  @Override
  protected void fail(PublicKey key) {
    scripts.put(path(key), Responses.status(500));
  }

  @Override
  protected void keepSilent(PublicKey key) {
    scripts.put(
        path(key),
        (request, connection) -> {
          asked.countDown();
          Responses.silence(gone).serve(request, connection);
        });
  }

  @Override
  protected void awaitAsked(PublicKey key) throws InterruptedException {
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  protected void awaitGivenUp(PublicKey key) throws InterruptedException {
    assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
  }

  private static String path(PublicKey key) {
    return "/peer/" + KeyEncoding.BASE64URL.encode(key);
  }
}
