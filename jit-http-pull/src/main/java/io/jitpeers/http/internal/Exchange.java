package io.jitpeers.http.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CompletableFuture;

/**
 * A request under way.
 *
 * @param sending the client's future, which completes later than {@code answer}
 * @param answer this source's own future of the answer
 */
record Exchange(CompletableFuture<?> sending, CompletableFuture<Response> answer) {

  /** Is notified of every piece of an answer, on the thread that reads it. */
  interface Heard {
    /** The head or a part of the body arrived. */
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
   * Completes the answer when its body was read or reading failed. The client's own future is not
   * used: it completes on a thread of the common pool, which the whole process shares, so a task
   * that blocks the pool would delay every lookup. JDK 25 uses the common pool even if it has only
   * one thread.
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
   * Cancels the exchange. Does nothing once there is an answer, because the connection may already
   * serve another exchange. (For some microseconds before the answer is complete, cancelling may
   * hit another exchange on the same connection. That exchange then fails and is retried.)
   */
  void cancel() {
    if (!answer.isDone()) {
      // Since JDK 16, interrupting cancels the exchange itself and frees its connection or stream.
      sending.cancel(true);
    }
  }
}
