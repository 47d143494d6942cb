package io.jitpeers.http.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.http.CachingOptions;
import io.jitpeers.http.JsonPeerConfigDecoder;
import io.jitpeers.testing.Mocks;
import io.jitpeers.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** An exchange over a client that answers when the test says so. */
class ExchangeTest {
  private static final URI BASE = URI.create("http://control-plane.example");
  private static final HttpRequest REQUEST = HttpRequest.newBuilder(BASE).build();

  /** The head of an answer 200 without headers. */
  private record Head() implements ResponseInfo {
    @Override
    public int statusCode() {
      return 200;
    }

    @Override
    public HttpHeaders headers() {
      return HttpHeaders.of(Map.of(), (name, value) -> true);
    }

    @Override
    public HttpClient.Version version() {
      return HttpClient.Version.HTTP_1_1;
    }
  }

  private final ScriptedClient client = new ScriptedClient();
  private final ResponseReader reader =
      new ResponseReader(
          BASE, new JsonPeerConfigDecoder(), CachingOptions.DEFAULTS, 100, 0, TimeSource.system());

  private final Exchange exchange = Exchange.begin(client, REQUEST, reader, version -> {});

  private BodySubscriber<?> answer() {
    BodySubscriber<?> body = client.handler().apply(new Head());
    body.onSubscribe(Mocks.ofInterface(Flow.Subscription.class));
    body.onNext(List.of(ByteBuffer.wrap("{}".getBytes(UTF_8))));
    return body;
  }

  @Test
  void theClientsFutureIsCompleteBeforeTheBodyEndsTheExchange() {
    BodySubscriber<?> body = answer();
    // The JDK's client completes its future as a stage of the body.
    var atTheEnd = body.getBody().thenApply(whole -> client.sending().isDone());
    assertThat(client.sending()).isNotDone();

    body.onComplete();

    assertThat(atTheEnd).isCompletedWithValue(true);
    assertThat(exchange.answer()).isCompletedWithValueMatching(r -> r.statusCode() == 200);
  }

  @Test
  void anExchangeCanBeCancelledUntilItsAnswerIsWhole() {
    BodySubscriber<?> unused = answer();

    exchange.cancel();

    assertThat(client.sending()).isCancelled();
    assertThat(exchange.answer()).isCompletedExceptionally();
  }

  @Test
  void aFailureOfTheClientFailsTheAnswer() {
    boolean unused = client.sending().completeExceptionally(new IllegalStateException("broken"));

    assertThat(exchange.answer()).isCompletedExceptionally();
  }
}
