package io.jitpeers.micrometer;

import java.io.Serial;

/**
 * The error of an observation. The observation receives this error instead of the original failure,
 * whose message may contain a key or an address. This error's message is one of a few fixed
 * sentences without keys and addresses. The error is never thrown, so it has no stack trace.
 */
final class NotProvisioned extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NotProvisioned(String message) {
    super(message, null, false, false);
  }
}
