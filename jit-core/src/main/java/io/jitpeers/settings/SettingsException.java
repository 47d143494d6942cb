package io.jitpeers.settings;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown if settings cannot be used. The message names the setting, the reason and the remedy. */
public class SettingsException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message the setting, the reason and the remedy; no secrets
   */
  public SettingsException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the setting, the reason and the remedy; no secrets
   * @param cause the cause, or null
   */
  public SettingsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
