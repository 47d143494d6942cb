package io.jitpeers.examples.quickstart;

import java.io.Serial;

/** Reports that one of the quick start's claims is not true. The message says which one. */
final class ClaimFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  ClaimFailedException(String claim) {
    super(claim);
  }

  ClaimFailedException(String claim, Throwable cause) {
    super(claim, cause);
  }
}
