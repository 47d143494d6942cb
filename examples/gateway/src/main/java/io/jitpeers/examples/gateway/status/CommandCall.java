package io.jitpeers.examples.gateway.status;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.wireguard.PublicKey;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One call of a command.
 *
 * @param interfaceName the interface that the call is for
 * @param orchestrator the orchestrator of this interface
 * @param query the decoded query of the request; null if there is none
 */
record CommandCall(String interfaceName, JitOrchestrator orchestrator, @Nullable String query) {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);
  private static final String KEY = "key=";
  private static final String DRY_RUN = "dry-run=";

  /**
   * The time limit for a command. It is shorter than the time limit in which the server has to
   * answer the request.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** Returns the key that the call is for. */
  PublicKey key() throws CommandException {
    try {
      return PublicKey.ofBase64(
          query != null && query.startsWith(KEY) ? query.substring(KEY.length()) : "");
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          HttpURLConnection.HTTP_BAD_REQUEST,
          "key is a public key as wg prints it: ?key=, and 44 characters of base64.");
    }
  }

  /** Returns whether the call asks for a dry run. */
  boolean isDryRun() throws CommandException {
    if (query == null || query.isEmpty() || query.equals(DRY_RUN + "false")) {
      return false;
    }
    if (query.equals(DRY_RUN + "true")) {
      return true;
    }
    throw new CommandException(
        HttpURLConnection.HTTP_BAD_REQUEST, "A sweep has no parameter but ?dry-run=true.");
  }

  /** Returns a log entry about this call. */
  LoggingEventBuilder log() {
    return log.atInfo().addKeyValue("interface", interfaceName);
  }

  /**
   * Waits for the result of an operation for at most {@link #PATIENCE}.
   *
   * @param failed the sentence of the answer if the operation fails
   */
  <T> T await(CompletableFuture<T> operation, String failed) throws CommandException {
    try {
      return operation.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      log.atWarn()
          .addKeyValue("interface", interfaceName)
          .setCause(e.getCause())
          .log("an operator's command failed: {}", failed);
      throw new CommandException(
          HttpURLConnection.HTTP_UNAVAILABLE, failed + "; the log says why. Try again.");
    } catch (TimeoutException e) {
      throw new CommandException(
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT,
          "The command takes longer than " + PATIENCE.toSeconds() + " s, and continues.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(HttpURLConnection.HTTP_UNAVAILABLE, "The gateway is stopping.");
    }
  }
}
