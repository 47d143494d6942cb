package io.jitpeers.internal.explain;

/** The reasons of outcomes as they are kept. Stateless. */
public final class Reason {
  /**
   * Why an initiation is refused that is older than the newest one of its key and was not accepted
   * before. It has no details, so that all of these initiations count as the same outcome.
   */
  public static final String CLOCK_BEHIND =
      "its timestamp is older than the newest one of the same key: the client's clock fell back, or"
          + " another sender replayed a recording";

  /** The end of the reason of an initiation that is refused because an earlier one was. */
  public static final String RECENTLY_REFUSED = " (recently refused)";

  /** The end of the reason of an initiation that is refused because of a cached answer. */
  public static final String REMEMBERED = " (remembered)";

  /** The maximum length. Sentences of this library are shorter; a control plane's may not be. */
  static final int MOST = 200;

  private Reason() {}

  /**
   * Returns the reason, or its beginning if it is too long. Without the ends that say that it is an
   * earlier one's, so that both initiations count as the same outcome.
   */
  static String bounded(String reason) {
    String same = without(REMEMBERED, without(RECENTLY_REFUSED, reason));
    return same.length() <= MOST ? same : same.substring(0, MOST - 1) + "…";
  }

  private static String without(String end, String reason) {
    return reason.endsWith(end) ? reason.substring(0, reason.length() - end.length()) : reason;
  }
}
