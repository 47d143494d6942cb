package io.jitpeers.internal.lookup;

import io.jitpeers.spi.LookupException;
import java.io.Serial;

/**
 * Thrown if the control plane was not asked, or was asked too late for an answer, because too many
 * other lookups came first. This exception says nothing about the state of the control plane. It
 * has no stack trace, because a flood of packets creates many of these exceptions.
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
