package io.jitpeers.internal.explain;

import io.jitpeers.event.Outcome;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of one key. Guarded by the lock of {@link OutcomeMemory}. */
final class PeerOutcomes {
  private static final InitiationRun[] NONE = {};

  Share share;
  @Nullable RememberedAnswer answer;

  // The latest first. Exactly as long as the number of runs, because most keys have one.
  private InitiationRun[] runs = NONE;

  PeerOutcomes(Share share) {
    this.share = share;
  }

  /**
   * Adds an initiation. It counts in the run with the same outcome and reason, wherever that is. So
   * repeated replays, which need no key, take the room of one outcome only.
   */
  void add(
      Outcome outcome,
      String reason,
      long now,
      long difference,
      InetSocketAddress source,
      int most) {
    int at = 0;
    while (at < runs.length && !runs[at].is(outcome, reason)) {
      at++;
    }
    InitiationRun run = at < runs.length ? runs[at] : new InitiationRun(outcome, reason, now);
    if (at == runs.length) {
      int length = Math.min(runs.length + 1, most);
      runs = Arrays.copyOf(runs, length);
      at = length - 1;
    }
    System.arraycopy(runs, 0, runs, 1, at);
    runs[0] = run;
    run.add(now, difference, source);
  }

  /** Returns the runs, the latest first, as a view. */
  List<InitiationRun> runs() {
    return Arrays.asList(runs);
  }
}
