package io.jitpeers.micrometer;

import java.io.Serial;

/**
 * The error of an observation. It is never thrown, so it has no stack trace. Its message is one of
 * a few fixed sentences. Unlike the messages of the failures themselves, the sentence contains no
 * key and no address.
 */
final class NotProvisioned extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NotProvisioned(String message) {
    super(message, null, false, false);
  }
}
