package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The latest results of requests. Decides whether so many of them are failures that the control
 * plane counts as down.
 *
 * <p>Failures often arrive sooner than answers. When many requests are under way, all of their
 * failures may arrive before the first answer. The window, which is the number of results that are
 * kept, is therefore at least twice the number of requests under way, even if the options specify a
 * smaller window. So even if half of the requests fail, and all of these failures arrive while the
 * other requests are still under way, the failures do not fill the window. Not thread-safe.
 */
final class RecentResults {
  /**
   * This number times the number of requests under way is the minimum size of the window. While the
   * window contains fewer results than this product, the control plane does not count as down.
   */
  private static final int FOR_EACH = 2;

  /**
   * A result.
   *
   * @param key the key, for a failure that may concern only this key; null for other results
   */
  private record Result(boolean failed, @Nullable PublicKey key) {}

  private final CircuitBreakerOptions options;
  private final Deque<Result> results = new ArrayDeque<>();
  private final Set<PublicKey> failingKeys = new HashSet<>();
  private int failures;

  RecentResults(CircuitBreakerOptions options) {
    this.options = options;
  }

  /**
   * Adds an answer.
   *
   * @param underWay the number of requests still under way
   */
  void answered(int underWay) {
    add(new Result(false, null), underWay);
  }

  /**
   * Adds a failure that does not depend on the requested key: the control plane could not be
   * reached.
   *
   * @param underWay the number of requests still under way
   */
  void failed(int underWay) {
    add(new Result(true, null), underWay);
  }

  /**
   * Adds a failure that may concern only one key, unless the results already contain such a failure
   * of the same key.
   *
   * @return whether the failure was added
   */
  boolean failed(PublicKey key, int underWay) {
    if (!failingKeys.add(key)) {
      return false;
    }
    add(new Result(true, key), underWay);
    return true;
  }

  private void add(Result result, int underWay) {
    results.addLast(result);
    failures += result.failed() ? 1 : 0;
    int most = Math.max(options.window(), FOR_EACH * underWay);
    while (results.size() > most) {
      Result oldest = results.removeFirst();
      failures -= oldest.failed() ? 1 : 0;
      if (oldest.key() != null) {
        failingKeys.remove(oldest.key());
      }
    }
  }

  /**
   * Returns whether the results show that the control plane is down: there are enough results, and
   * too many of them are failures.
   */
  boolean showThatItIsDown(int underWay) {
    return results.size() >= Math.max(options.minimumRequests(), FOR_EACH * underWay)
        && 100L * failures >= (long) options.failureRatePercent() * results.size();
  }

  /** Removes all results. */
  void clear() {
    results.clear();
    failingKeys.clear();
    failures = 0;
  }
}
