package io.jitpeers.http.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;

/**
 * A request under way.
 *
 * @param sending the client's future, which lags behind the answer
 * @param answer ours
 */
record Exchange(CompletableFuture<?> sending, CompletableFuture<Response> answer) {

  /** What is told of every piece of an answer, on the thread that reads it. */
  interface Heard {
    /** The head or a part of the body came. */
    void heard(HttpClient.Version version);
  }

  static Exchange begin(
      HttpClient client, HttpRequest request, ResponseReader reader, Heard heard) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    CompletableFuture<?> sending =
        client.sendAsync(request, info -> read(request, info, reader, heard, answer));
    var unused =
        sending.whenComplete(
            (response, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              }
            });
    return new Exchange(sending, answer);
  }

  /**
   * Completes the answer when its body was read, or failed. The client's own future does so on a
   * thread of the common pool, which the whole process shares: whoever blocks that pool would keep
   * every lookup from its answer. JDK 25 uses it also where it has one thread only.
   */
  private static BodySubscriber<BoundedBody> read(
      HttpRequest request,
      ResponseInfo info,
      ResponseReader reader,
      Heard heard,
      CompletableFuture<Response> answer) {
    heard.heard(info.version());
    BodySubscriber<BoundedBody> subscriber =
        reader.bodySubscriber(info.headers(), () -> heard.heard(info.version()));
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
   * Does nothing once there is an answer: its connection may be another exchange's by now. (It may
   * be that some microseconds before; then that one fails, and is tried again.)
   */
  void cancel() {
    if (!answer.isDone()) {
      // From JDK 16, interrupting cancels the exchange itself and frees its connection or stream.
      sending.cancel(true);
    }
  }
}
