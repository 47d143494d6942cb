package io.jitpeers.http;

import java.io.Serial;

/** An option has a value that it cannot have. Knows which, so that a setting's key can be named. */
final class OptionException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  private final String option;
  private final String complaint;

  /**
   * Creates an exception.
   *
   * @param option the option's name in Java
   * @param complaint what is said behind it; no secrets
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
