package io.jitpeers.micrometer;

import java.io.Serial;

/**
 * The error of an observation. It is never thrown, so it has no stack trace. Its message is one of
 * a few fixed sentences. The sentence contains no key and no address, but the message of the
 * original failure may contain them.
 */
final class NotProvisioned extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NotProvisioned(String message) {
    super(message, null, false, false);
  }
}
