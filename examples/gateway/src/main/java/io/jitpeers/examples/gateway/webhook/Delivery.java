package io.jitpeers.examples.gateway.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Sends one message once. Thread-safe. */
final class Delivery {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final int LEAST_REDIRECT = 300;
  private static final int LEAST_SERVER_ERROR = 500;

  /** Refusals that say nothing about the message: timeout, too early, too many requests. */
  private static final Set<Integer> TRY_AGAIN = Set.of(408, 425, 429);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final URI receiver;
  private final Signature signature;

  Delivery(URI receiver, Signature signature) {
    this.receiver = receiver;
    this.signature = signature;
  }

  /** What became of a message. */
  enum Result {
    /** The receiver took the message. */
    DELIVERED,
    /** The receiver will not take the message at any time. */
    REFUSED,
    /** The receiver could not be asked, or cannot take a message now. */
    FAILED
  }

  /**
   * The answer to a message.
   *
   * @param result what became of it
   * @param reason the status or the failure, for the log
   */
  record Answer(Result result, String reason) {}

  /**
   * Sends a message. Blocks until it is answered, at most 10 s for each of connecting and waiting.
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
      HttpResponse<Void> answer = http.send(request, BodyHandlers.discarding());
      return new Answer(result(answer.statusCode()), "status " + answer.statusCode());
    } catch (IOException e) {
      return new Answer(Result.FAILED, String.valueOf(e));
    }
  }

  /** A redirect is not followed, so it is a refusal. */
  private static Result result(int status) {
    if (status >= LEAST_SERVER_ERROR || TRY_AGAIN.contains(status)) {
      return Result.FAILED;
    }
    return status >= LEAST_REDIRECT ? Result.REFUSED : Result.DELIVERED;
  }
}
