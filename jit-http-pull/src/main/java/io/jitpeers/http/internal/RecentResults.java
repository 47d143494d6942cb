package io.jitpeers.http.internal;

import io.jitpeers.http.CircuitBreakerOptions;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The latest results, and whether so many of them are failures that the control plane is down.
 *
 * <p>Failures are often fast and answers slow, so results come in clumps: of many requests that are
 * sent together, all that fail may have ended before the first is answered. So twice as many
 * results are looked at as requests are under way, if that is more than the options say; half of
 * all requests may fail, in any order, without filling such a window with failures. Not
 * thread-safe.
 */
final class RecentResults {
  /** Results for each request that is under way. */
  private static final int FOR_EACH = 2;

  /**
   * A result.
   *
   * @param key whose failure it is, if it may be that key's alone
   */
  private record Result(boolean failed, @Nullable PublicKey key) {}

  private final CircuitBreakerOptions options;
  private final Deque<Result> results = new ArrayDeque<>();
  private final Set<PublicKey> failingKeys = new HashSet<>();
  private int failures;

  RecentResults(CircuitBreakerOptions options) {
    this.options = options;
  }

  /** Adds an answer, after which some requests are under way. */
  void answered(int underWay) {
    add(new Result(false, null), underWay);
  }

  /** Adds a failure that is everybody's. */
  void failed(int underWay) {
    add(new Result(true, null), underWay);
  }

  /**
   * Adds a failure that may be one key's alone, unless one of the same key is among the results.
   *
   * @return whether it was added
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

  /** Whether there are enough results to judge by, and too many failures among them. */
  boolean showThatItIsDown(int underWay) {
    return results.size() >= Math.max(options.minimumRequests(), FOR_EACH * underWay)
        && 100L * failures >= (long) options.failureRatePercent() * results.size();
  }

  /** Forgets all. */
  void clear() {
    results.clear();
    failingKeys.clear();
    failures = 0;
  }
}
