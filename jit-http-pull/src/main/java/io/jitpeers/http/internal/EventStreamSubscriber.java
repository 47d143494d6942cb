package io.jitpeers.http.internal;

import io.jitpeers.http.internal.events.EventStreamParser;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds a stream's bytes to a parser, in order and on worker threads. The parser passes the events
 * to the stream's owner, which calls a change listener. The HTTP client calls this class on the
 * thread that reads the connection. Over HTTP/2 that thread also serves lookups, so a slow listener
 * must not occupy the thread. More bytes are requested only after the previous bytes were
 * processed. A slow listener therefore slows the sender down, and no backlog builds up here.
 */
final class EventStreamSubscriber implements BodySubscriber<Object> {
  private static final Logger log = LoggerFactory.getLogger(EventStreamSubscriber.class);

  private final CompletableFuture<Object> body = new CompletableFuture<>();
  private final ChangeStream.Owner owner;
  private final EventStreamParser parser;
  private final SilenceTimer silence;
  private final Executor workers;
  private final Runnable heard;
  private final Consumer<StreamEnd> whenEnded;

  /**
   * The task submitted last. Only methods that the HTTP client calls use this field, and the client
   * never calls them concurrently.
   */
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean cancelled;

  EventStreamSubscriber(
      String lastId,
      ChangeStream.Owner owner,
      SilenceTimer silence,
      Executor workers,
      Runnable heard,
      Consumer<StreamEnd> whenEnded) {
    this.owner = owner;
    this.parser = new EventStreamParser(lastId, owner);
    this.silence = silence;
    this.workers = workers;
    this.heard = heard;
    this.whenEnded = whenEnded;
  }

  @Override
  public CompletionStage<Object> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (cancelled) {
      given.cancel();
    } else {
      work(owner::opened);
      given.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> items) {
    heard.run();
    work(() -> read(items));
  }

  private void read(List<ByteBuffer> items) {
    for (ByteBuffer item : items) {
      if (cancelled) {
        return;
      }
      parser.feed(item);
    }
    Flow.Subscription current = subscription;
    if (current != null && !cancelled) {
      current.request(1);
    }
  }

  @Override
  public void onError(Throwable cause) {
    work(() -> whenEnded.accept(IoFailures.toStreamEnd(cause)));
    body.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    work(() -> whenEnded.accept(StreamEnd.lost("the control plane ended it", null)));
    body.complete(this);
  }

  private void work(Runnable task) {
    silence.busy();
    last = last.thenRunAsync(() -> run(task), workers);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a stream of changes could not be read", e);
      whenEnded.accept(StreamEnd.lost("it could not be read", e));
      cancel();
    } finally {
      silence.waiting();
    }
  }

  /**
   * Stops reading. Resets the HTTP/2 stream or closes the connection. May be called on any thread.
   */
  void cancel() {
    cancelled = true;
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }
}
