package io.jitpeers.http;

import java.io.Serial;

/**
 * Reports an option value that is not permitted. Contains the option's name, so that an error
 * message about a setting can name the setting's key.
 */
final class OptionException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String option;
  private final String complaint;

  /**
   * Creates an exception.
   *
   * @param option the option's name in Java
   * @param complaint the text that follows the option's name in the message; contains no secrets
   */
  OptionException(String option, String complaint) {
    super(option + " " + complaint);
    this.option = option;
    this.complaint = complaint;
  }

  String option() {
    return option;
  }

  String complaint() {
    return complaint;
  }
}
