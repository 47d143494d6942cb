package io.jitpeers.http.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request under way. Thread-safe. */
final class Exchange {
  private final CompletableFuture<Response> answer = new CompletableFuture<>();

  /** The client's future; null until the client has accepted the request. */
  private volatile @Nullable CompletableFuture<HttpResponse<BoundedBody>> sending;

  private Exchange() {}

  /** Receives a notification for every piece of an answer, on the thread that reads the answer. */
  interface Heard {
    /** Called when the head or a part of the body arrived. */
    void heard(HttpClient.Version version);
  }

  static Exchange begin(
      HttpClient client, HttpRequest request, ResponseReader reader, Heard heard) {
    Exchange exchange = new Exchange();
    CompletableFuture<HttpResponse<BoundedBody>> sending =
        client.sendAsync(request, info -> exchange.read(request, info, reader, heard));
    exchange.sending = sending;
    var unused =
        sending.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                exchange.answer.completeExceptionally(failure);
              }
            });
    return exchange;
  }

  /** Returns a future of the answer. This is not the future that the HTTP client returned. */
  CompletableFuture<Response> answer() {
    return answer;
  }

  /**
   * Returns a subscriber that reads the body. The subscriber completes {@link #answer} when it has
   * read the body or has failed. The HTTP client's own future is not used for the answer, because
   * it completes on a thread of the JDK's common pool. The whole process shares this pool, so a
   * task that blocks the pool would delay every lookup. JDK 25 uses the common pool even if the
   * pool has only one thread.
   */
  private BodySubscriber<BoundedBody> read(
      HttpRequest request, ResponseInfo info, ResponseReader reader, Heard heard) {
    heard.heard(info.version());
    BodySubscriber<BoundedBody> subscriber =
        reader.bodySubscriber(
            info.headers(), () -> heard.heard(info.version()), this::completeSending);
    var unused =
        subscriber
            .getBody()
            .whenComplete(
                (body, failure) -> {
                  if (body == null) {
                    answer.completeExceptionally(failure);
                  } else if (!answer.complete(
                      new Response(
                          request.uri(),
                          info.statusCode(),
                          info.version(),
                          info.headers(),
                          body))) {
                    body.wipe();
                  }
                });
    return subscriber;
  }

  /**
   * Completes the HTTP client's future before the client itself does. The client would complete the
   * future on a thread of the JDK's common pool. On a machine with at most two processors, JDKs
   * before 25 start a new thread for every such completion. If the future is already complete, the
   * client needs no thread. If the answer arrives before {@link #begin} has received the future,
   * the client completes the future itself.
   */
  private void completeSending() {
    CompletableFuture<HttpResponse<BoundedBody>> current = sending;
    if (current != null) {
      current.complete(null);
    }
  }

  /**
   * Cancels the exchange. Does nothing once there is an answer, because the connection may already
   * serve another exchange. (In the last microseconds before the answer is complete, the
   * cancellation may end another exchange on the same connection instead. The other exchange then
   * fails and is retried.)
   */
  void cancel() {
    CompletableFuture<?> current = sending;
    if (current != null && !answer.isDone()) {
      // Since JDK 16, interrupting cancels the exchange itself and frees its connection or stream.
      current.cancel(true);
    }
  }
}
