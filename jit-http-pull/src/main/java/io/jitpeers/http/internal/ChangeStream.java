package io.jitpeers.http.internal;

import io.jitpeers.http.ChangeStreamOptions;
import io.jitpeers.http.internal.AttemptResult.Failed;
import io.jitpeers.http.internal.RequestFactory.Authorization;
import io.jitpeers.http.internal.events.EventHandler;
import io.jitpeers.spi.LookupException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of change events from the control plane: the request, its redirects, and the events
 * until the stream ends, breaks, falls silent or is cancelled. The circuit breaker of the lookups
 * neither counts nor delays streams. The owner is notified once when the stream ends, unless the
 * stream was cancelled before. Thread-safe.
 */
final class ChangeStream {
  private static final Logger log = LoggerFactory.getLogger(ChangeStream.class);

  /**
   * The largest number of bytes that are read from an answer that is not a stream. Such an answer
   * is read completely, up to this limit, so that its connection can be reused.
   */
  private static final int MAX_BODY = 8192;

  /** Receives the events of a stream, its beginning and its end. Never called concurrently. */
  interface Owner extends EventHandler {
    /** Called when the control plane answered with a stream. */
    void opened();

    /** Called when the stream ended. */
    void ended(StreamEnd end);
  }

  private final LookupEngine engine;
  private final ClientHandle client;
  private final Runnable releaseClient;
  private final ChangeCounters counters;
  private final String lastId;
  private final Owner owner;
  private final SilenceTimer silence;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Runnable whenReplaced = this::clientReplaced;

  /**
   * The number of responses that began. A failure of an exchange ends the stream only if the
   * exchange's response has not begun. After that, the code that reads the response decides when
   * the stream ends.
   */
  private int begun;

  /** The number of responses that were read completely because they were not streams. */
  private int read;

  private @Nullable CompletableFuture<?> exchange;
  private volatile HttpClient.@Nullable Version version;
  private volatile @Nullable EventStreamSubscriber subscriber;

  /**
   * Creates a stream that has not begun.
   *
   * @param use the client for the stream, which is released when the stream ends
   */
  ChangeStream(
      LookupEngine engine,
      StreamClients.Use use,
      ChangeCounters counters,
      ChangeStreamOptions options,
      String lastId,
      Owner owner) {
    this.engine = engine;
    this.client = use.client();
    this.releaseClient = use.release();
    this.counters = counters;
    this.lastId = lastId;
    this.owner = owner;
    this.silence =
        new SilenceTimer(
            engine.scheduler(),
            engine.time(),
            options.heartbeatTimeout(),
            () -> abandon(StreamEnd.silent(options.heartbeatTimeout())));
  }

  void start(URI uri) {
    silence.start();
    client.whenReplaced(whenReplaced);
    send(uri, 0);
  }

  /** Ends the stream without notifying the owner. */
  void cancel() {
    var unused = settle();
    stop();
  }

  private void abandon(StreamEnd end) {
    if (end(end)) {
      stop();
    }
  }

  private void stop() {
    CompletableFuture<?> current;
    synchronized (this) {
      current = exchange;
    }
    if (current != null) {
      current.cancel(true);
    }
    EventStreamSubscriber reading = subscriber;
    if (reading != null) {
      reading.cancel();
    }
  }

  private void send(URI uri, int redirectsSoFar) {
    // Continues on a worker: a token may be read from a file, and other requests may wait for the
    // same token.
    var unused =
        engine
            .authorization()
            .thenAcceptAsync(
                authorization -> send(uri, redirectsSoFar, authorization), engine::execute);
  }

  private void send(URI uri, int redirectsSoFar, Authorization authorization) {
    Failed failure = authorization.failure();
    if (failure != null) {
      end(StreamEnd.lost(failure.text(), failure.cause()));
      return;
    }
    if (over.get()) {
      return;
    }
    try {
      HttpRequest request =
          engine
              .requests()
              .changes(uri, lastId, authorization.header(), engine.upgrades().areRefused());
      counters.requests.increment();
      CompletableFuture<?> next = client.send(request, info -> answered(uri, redirectsSoFar, info));
      adopt(redirectsSoFar, next);
      var unused =
          next.whenComplete(
              (nothing, thrown) -> {
                if (IoFailures.isClientDead(thrown)) {
                  client.giveUp();
                }
                if (thrown != null && !isAnswered(redirectsSoFar)) {
                  end(IoFailures.toStreamEnd(thrown));
                }
              });
      if (over.get()) {
        stop();
      }
    } catch (RuntimeException e) {
      log.warn("a request to {} could not be sent", uri, e);
      end(StreamEnd.lost("the request could not be sent", e));
    }
  }

  /**
   * Stores an exchange, unless its response was already read. A response may arrive before the
   * client returns the exchange's future.
   */
  private synchronized void adopt(int redirectsSoFar, CompletableFuture<?> next) {
    if (read == redirectsSoFar) {
      exchange = next;
    }
  }

  private synchronized boolean isAnswered(int redirectsSoFar) {
    return begun > redirectsSoFar;
  }

  private synchronized void countAnswer() {
    begun++;
  }

  private BodySubscriber<Object> answered(URI uri, int redirectsSoFar, ResponseInfo info) {
    countAnswer();
    version = info.version();
    client.heard();
    if (info.statusCode() == 200 && StreamEnd.notAStream(info.headers()).isEmpty()) {
      EventStreamSubscriber reading =
          new EventStreamSubscriber(lastId, owner, silence, client, this::heard, this::end);
      subscriber = reading;
      counters.heard();
      if (over.get()) {
        reading.cancel();
      }
      return reading;
    }
    BodySubscriber<BoundedBody> rest =
        BoundedBodySubscriber.of(MAX_BODY, info.headers(), client::heard);
    // Judges the answer however its body ends, because only the status counts.
    var unused =
        rest.getBody()
            .whenCompleteAsync((body, failure) -> judge(uri, redirectsSoFar, info), client);
    return BodySubscribers.mapping(rest, body -> body);
  }

  private void heard() {
    client.heard();
    counters.heard();
  }

  private void judge(URI uri, int redirectsSoFar, ResponseInfo info) {
    synchronized (this) {
      read++;
      exchange = null; // The connection may already serve another exchange.
    }
    int status = info.statusCode();
    if (!Redirects.isRedirect(status)) {
      end(StreamEnd.answered(status, info.headers(), engine.time().wallTime()));
      return;
    }
    try {
      Response response =
          new Response(uri, status, info.version(), info.headers(), BoundedBody.whole(new byte[0]));
      send(engine.reader().redirectTarget(response, redirectsSoFar), redirectsSoFar + 1);
    } catch (LookupException e) {
      end(StreamEnd.absent(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Notifies the owner that the stream ended. Returns false if the owner was notified before or the
   * stream was cancelled.
   */
  private boolean end(StreamEnd end) {
    if (!settle()) {
      return false;
    }
    owner.ended(end);
    return true;
  }

  /** Stops the timer and releases the client. Returns whether this is the first call. */
  private boolean settle() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    silence.stop();
    client.forget(whenReplaced);
    releaseClient.run();
    return true;
  }

  /**
   * Called when the client is replaced because lookups received nothing over its connections. Ends
   * the stream if it shares a connection with the lookups. Over HTTP/1.1 a stream has a connection
   * of its own, which may still work, so the stream continues.
   */
  private void clientReplaced() {
    if (sharesConnection()) {
      abandon(StreamEnd.lost("its connection is silent", null));
    }
  }

  private boolean sharesConnection() {
    HttpClient.Version answered = version;
    return answered == null
        ? client.prefersHttp2() && !client.speaksHttp1()
        : answered == HttpClient.Version.HTTP_2;
  }
}
