package io.jitpeers.internal.explain;

/** The reasons of outcomes as they are kept. Stateless. */
public final class Reason {
  /**
   * Why an initiation is refused that is older than the newest one of its key and was not accepted
   * before. It has no details, so that all of these initiations count as the same outcome.
   */
  public static final String CLOCK_BEHIND =
      "its timestamp is older than the newest one of the same key: the client's clock fell back, or"
          + " somebody else sent a recording";

  /** The maximum length. Sentences of this library are shorter; a control plane's may not be. */
  static final int MOST = 200;

  private Reason() {}

  /** Returns the reason, or its beginning if it is too long. */
  static String bounded(String reason) {
    return reason.length() <= MOST ? reason : reason.substring(0, MOST - 1) + "…";
  }
}
