package io.jitpeers.internal.explain;

/**
 * Defines fixed reasons of outcomes, and shortens reasons before they are remembered. Stateless.
 */
public final class Reason {
  /**
   * The reason for refusing an initiation that is older than the newest initiation of its key, and
   * that is no replay of an accepted initiation. This reason has no details, so that all refusals
   * of this kind count as the same outcome.
   */
  public static final String CLOCK_BEHIND =
      "its timestamp is older than the newest one of the same key: the client's clock fell back, or"
          + " another sender replayed a recording";

  /**
   * The suffix of a reason if an initiation is refused because an earlier initiation of the same
   * key was refused.
   */
  public static final String RECENTLY_REFUSED = " (recently refused)";

  /**
   * The suffix of a reason if an initiation is refused because of a cached answer of the control
   * plane.
   */
  public static final String REMEMBERED = " (remembered)";

  /**
   * The maximum length of a remembered reason, in characters. The reasons that this library writes
   * are shorter. A reason that quotes the control plane may be longer.
   */
  static final int MOST = 200;

  private Reason() {}

  /**
   * Returns a reason without the suffixes {@link #RECENTLY_REFUSED} and {@link #REMEMBERED}, and
   * truncated if it is too long. The suffixes are removed so that a repeated refusal has the same
   * reason as the first refusal. Both then count as the same outcome.
   */
  static String bounded(String reason) {
    String same = without(REMEMBERED, without(RECENTLY_REFUSED, reason));
    return same.length() <= MOST ? same : same.substring(0, MOST - 1) + "…";
  }

  private static String without(String end, String reason) {
    return reason.endsWith(end) ? reason.substring(0, reason.length() - end.length()) : reason;
  }
}
