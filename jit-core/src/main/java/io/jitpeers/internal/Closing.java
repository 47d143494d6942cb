package io.jitpeers.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts of which none may keep the others from being closed. */
final class Closing {
  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  /** Closes a part; what it throws is logged. */
  static void quietly(String what, AutoCloseable part) {
    try {
      part.close();
    } catch (Exception | Error e) {
      log.warn("could not close the {}", what, e);
    }
  }
}
