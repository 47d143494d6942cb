package io.jitpeers.spring;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the orchestrator cannot be built from the application's properties and beans, or cannot
 * be started. Spring Boot's report of the failed start shows the message, the places where the
 * properties in the message are set, and what to do.
 */
public final class JitConfigurationException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1L;

  JitConfigurationException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
