package io.jitpeers.internal.lookup;

/**
 * Creates exceptions that only this package can create. A mock of an exception would not do:
 * Mockito changes the code of the class and its superclasses for the whole JVM, so that tests of
 * allocation measure Mockito.
 */
public final class NotAsked {
  private NotAsked() {}

  /** Returns an exception with a message. */
  public static NotAskedException because(String message) {
    return new NotAskedException(message);
  }
}
