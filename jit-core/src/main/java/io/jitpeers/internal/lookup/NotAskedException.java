package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import java.io.Serial;

/**
 * The control plane was not asked, or too late for an answer: too many others were before. That
 * says nothing about the control plane. Without a stack trace, for a flood makes many of them.
 */
public final class NotAskedException extends LookupException {
  @Serial private static final long serialVersionUID = 1L;

  NotAskedException(String message) {
    super(Reason.UNAVAILABLE, message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
