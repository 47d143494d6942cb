package io.jitpeers.examples.gateway.status;

import java.io.Serial;

/** Reports that a command was not executed, or that its result is not known. */
final class CommandException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int code;

  /**
   * Creates an exception.
   *
   * @param code the HTTP status code of the answer
   * @param sentence the text of the answer
   */
  CommandException(int code, String sentence) {
    super(sentence);
    this.code = code;
  }

  Answer answer() {
    return Answer.sentence(code, String.valueOf(getMessage()));
  }
}
