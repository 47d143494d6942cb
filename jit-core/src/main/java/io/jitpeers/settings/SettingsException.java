package io.jitpeers.settings;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The settings cannot be used. The message says which, why, and what to do. */
public class SettingsException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param message which setting, why and what to do; no secrets
   */
  public SettingsException(String message) {
    super(message);
  }

  /**
   * Creates a failure with a cause.
   *
   * @param message which setting, why and what to do; no secrets
   * @param cause what made it fail, or null
   */
  public SettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
