package io.jitpeers.examples.gateway.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Sends messages to a receiver. Each call sends one message, without retries. Thread-safe. */
final class Delivery {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int LEAST_SUCCESS = 200;
  private static final int LEAST_REDIRECT = 300;

  /**
   * The HTTP statuses with which a receiver refuses the message itself: Bad Request, Gone, Content
   * Too Large, Unsupported Media Type, Unprocessable Content. Every other failure may be temporary,
   * such as a 404 while the receiver is being deployed.
   */
  private static final Set<Integer> REFUSALS = Set.of(400, 410, 413, 415, 422);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final URI receiver;
  private final Signature signature;

  Delivery(URI receiver, Signature signature) {
    this.receiver = receiver;
    this.signature = signature;
  }

  /** The result of sending a message. */
  enum Result {
    /** The receiver accepted the message. */
    DELIVERED,
    /** The receiver refused the message, and would refuse it again in every further try. */
    REFUSED,
    /** The receiver could not be reached, or did not accept the message in this try. */
    FAILED
  }

  /**
   * The answer to a message.
   *
   * @param result whether the message was delivered
   * @param reason the answer's HTTP status, or a description of the failure; for the log
   */
  record Answer(Result result, String reason) {}

  /**
   * Sends a message. Blocks until the status of the answer has arrived: at most 10 s for
   * connecting, and 10 s for the answer. Does not wait for the answer's body.
   *
   * @param id the message's ID, the same in each try
   * @param second the time of this try, in seconds since 1970
   */
  Answer send(String id, long second, String body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(receiver)
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", String.valueOf(second))
            .header("webhook-signature", signature.of(id, second, body))
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      answer.body().close();
      return new Answer(result(answer.statusCode()), "status " + answer.statusCode());
    } catch (IOException | RuntimeException e) {
      return new Answer(Result.FAILED, String.valueOf(e));
    }
  }

  /**
   * Returns the result that an HTTP status means. Redirects are not followed, so a redirect means
   * that the message was not accepted in this try.
   */
  private static Result result(int status) {
    if (REFUSALS.contains(status)) {
      return Result.REFUSED;
    }
    return status >= LEAST_SUCCESS && status < LEAST_REDIRECT ? Result.DELIVERED : Result.FAILED;
  }
}
