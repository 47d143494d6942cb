package io.jitpeers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.testkit.contract.PeerConfigSourceContract;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpPeerConfigSourceContractTest extends PeerConfigSourceContract {
  private final Map<String, MisbehavingHttpServer.Script> scripts = new ConcurrentHashMap<>();
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
    source = Peers.patient(server.base()).build();
  }

  @AfterEach
  void stop() throws Exception {
    source.close();
    server.close();
  }

  @Override
  protected PeerConfigSource source() {
    return source;
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
