package io.jitpeers.examples.gateway.status;

import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import io.jitpeers.JitOrchestrator;
import io.jitpeers.examples.common.BearerToken;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Executes the commands that an operator with the token sends to a running gateway. A web page from
 * another server does not have the token. Such a page therefore cannot make the operator's browser
 * send a command that is accepted. Thread-safe.
 */
final class Commands {
  private static final Pattern PATH = Pattern.compile("/interfaces/([^/]+)/([a-z-]+)");

  private final Map<String, JitOrchestrator> orchestrators;
  private final BearerToken token;

  /**
   * Creates an instance.
   *
   * @param orchestrators the orchestrators by the names of their interfaces
   * @param token the token that each command must have
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
    @Nullable OperatorCommand command =
        orchestrator == null ? null : OperatorCommand.of(path.group(2)).orElse(null);
    if (orchestrator == null || command == null) {
      return Answer.sentence(HttpURLConnection.HTTP_NOT_FOUND, commands());
    }
    String query = exchange.getRequestURI().getQuery();
    try {
      return command
          .run(new CommandCall(path.group(1), orchestrator, query))
          .answer(exchange.getRequestHeaders().getFirst("Accept"));
    } catch (CommandException e) {
      return e.answer();
    }
  }

  private static String commands() {
    return "There are the commands "
        + Arrays.stream(OperatorCommand.values()).map(OperatorCommand::label).collect(joining(", "))
        + " here, as /interfaces/NAME/COMMAND, some with ?key=KEY. NAME is one of this gateway's"
        + " interfaces.";
  }
}
