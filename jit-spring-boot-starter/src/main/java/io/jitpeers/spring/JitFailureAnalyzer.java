package io.jitpeers.spring;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Explains why the orchestrator cannot be built or started, in Spring Boot's report of a failed
 * start.
 */
final class JitFailureAnalyzer extends AbstractFailureAnalyzer<JitConfigurationException> {
  private final Environment environment;

  JitFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected FailureAnalysis analyze(Throwable root, JitConfigurationException cause) {
    String message = String.valueOf(cause.getMessage());
    StringBuilder description =
        new StringBuilder("The WireGuard gateway cannot start: ").append(message).append('.');
    new TreeMap<>(new JitProperties(environment).origins())
        .forEach((key, origin) -> describe(description, message, Map.entry(key, origin)));
    return new FailureAnalysis(
        description.toString(),
        "Set the properties below \"jit\" (the message names them without this prefix), or define a"
            + " bean of the part's type, such as PeerConfigSource or PeerStore. jit.enabled=false"
            + " starts the application without the gateway.",
        cause);
  }

  private static void describe(
      StringBuilder description, String message, Map.Entry<String, Origin> property) {
    Pattern key =
        Pattern.compile("(?<![\\w.-])" + Pattern.quote(property.getKey()) + "(?![\\w.-])");
    if (key.matcher(message).find()) {
      description
          .append("\n\n    ")
          .append(JitProperties.PREFIX)
          .append('.')
          .append(property.getKey())
          .append(" is set in ")
          .append(property.getValue());
    }
  }
}
