package io.jitpeers.examples.gateway.status;

import com.sun.net.httpserver.HttpExchange;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import io.jitpeers.wireguard.PublicKey;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that an operator with the token can send to a running gateway. Web pages do not have
 * the token, so they cannot make a browser send a command. Thread-safe.
 */
final class Commands {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);
  private static final Pattern PATH =
      Pattern.compile("/interfaces/([^/]+)/(release-brake|forget-timestamp)");
  private static final String KEY = "key=";

  /** The limit for a command, shorter than that for an answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private final Map<String, JitOrchestrator> orchestrators;
  private final BearerToken token;

  /**
   * Creates commands.
   *
   * @param orchestrators by their interfaces' names
   * @param token permits commands
   */
  Commands(Map<String, JitOrchestrator> orchestrators, BearerToken token) {
    this.orchestrators = Map.copyOf(orchestrators);
    this.token = token;
  }

  /** Executes the command of a POST request. */
  Answer to(HttpExchange exchange) {
    if (!token.isShownBy(exchange)) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      return Answer.sentence(
          HttpURLConnection.HTTP_UNAUTHORIZED,
          "A command requires the token in gateway.operator-token-file, sent in the header"
              + " \"Authorization: Bearer TOKEN\".");
    }
    Matcher path = PATH.matcher(String.valueOf(exchange.getRequestURI().getPath()));
    @Nullable JitOrchestrator orchestrator =
        path.matches() ? orchestrators.get(path.group(1)) : null;
    if (orchestrator == null) {
      return Answer.sentence(
          HttpURLConnection.HTTP_NOT_FOUND,
          "There are /interfaces/NAME/release-brake and /interfaces/NAME/forget-timestamp?key=KEY"
              + " here. NAME is one of this gateway's interfaces.");
    }
    return path.group(2).equals("release-brake")
        ? releaseBrake(path.group(1), orchestrator)
        : forgetTimestamp(path.group(1), orchestrator, exchange.getRequestURI().getQuery());
  }

  private static Answer releaseBrake(String name, JitOrchestrator orchestrator) {
    int evicted = orchestrator.releaseBrake();
    log.atInfo()
        .addKeyValue("interface", name)
        .addKeyValue("evicted", evicted)
        .log("an operator released the brake");
    return json("{\"evicted\":" + evicted + "}");
  }

  private static Answer forgetTimestamp(
      String name, JitOrchestrator orchestrator, @Nullable String query) {
    PublicKey key;
    try {
      key =
          PublicKey.ofBase64(
              query != null && query.startsWith(KEY) ? query.substring(KEY.length()) : "");
    } catch (IllegalArgumentException e) {
      return Answer.sentence(
          HttpURLConnection.HTTP_BAD_REQUEST,
          "key is a public key as wg prints it: ?key=, and 44 characters of base64.");
    }
    try {
      CompletableFuture<Boolean> forgetting = orchestrator.forgetTimestamp(key);
      boolean forgotten = forgetting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      log.atInfo()
          .addKeyValue("interface", name)
          .addKeyValue("peer", key)
          .addKeyValue("was_remembered", forgotten)
          .log("a timestamp was forgotten by an operator's command");
      return json("{\"forgotten\":" + forgotten + "}");
    } catch (ExecutionException e) {
      log.atWarn()
          .addKeyValue("interface", name)
          .addKeyValue("peer", key)
          .setCause(e.getCause())
          .log("an operator's command failed: a timestamp was not forgotten");
      return Answer.sentence(
          HttpURLConnection.HTTP_UNAVAILABLE,
          "Nothing was forgotten; the log says why. Try again.");
    } catch (TimeoutException e) {
      return Answer.sentence(
          HttpURLConnection.HTTP_GATEWAY_TIMEOUT,
          "The command takes longer than " + PATIENCE.toSeconds() + " s, and continues.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.sentence(HttpURLConnection.HTTP_UNAVAILABLE, "The gateway is stopping.");
    }
  }

  private static Answer json(String text) {
    return Answer.ok(Answer.JSON, (text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
