package io.jitpeers.examples.quickstart;

import java.io.Serial;

/**
 * Something that the quick start claims did not happen. The message is a sentence that says what.
 */
final class ClaimFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ClaimFailedException(String claim) {
    super(claim);
  }

  ClaimFailedException(String claim, Throwable cause) {
    super(claim, cause);
  }
}
