package io.jitpeers.internal.explain;

import io.jitpeers.event.Outcome;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway remembers about one key: how the key's latest initiations ended, and the control
 * plane's latest answer. A run is a group of initiations with the same outcome and reason. All
 * replays form one run. Guarded by the monitor of {@link PeerShares}, on which {@link
 * OutcomeMemory} synchronizes.
 */
final class PeerOutcomes {
  private static final InitiationRun[] NONE = {};

  Share share;
  @Nullable RememberedAnswer answer;

  // The latest run first. The array has no unused elements, because most keys have one run.
  private InitiationRun[] runs = NONE;

  PeerOutcomes(Share share) {
    this.share = share;
  }

  /**
   * Returns the run to which an initiation belongs, and makes this run the latest. Creates the run
   * if there is none. A run is a group of initiations with the same outcome and reason. All replays
   * form one run, whatever their reasons.
   */
  InitiationRun run(Outcome outcome, String reason, long now) {
    int at = 0;
    while (at < runs.length && !runs[at].is(outcome, reason)) {
      at++;
    }
    if (at == runs.length) {
      runs = Arrays.copyOf(runs, at + 1);
      runs[at] = new InitiationRun(outcome, reason, now);
    }
    InitiationRun run = runs[at];
    System.arraycopy(runs, 0, runs, 1, at);
    runs[0] = run;
    return run;
  }

  /**
   * If there are more than {@code most} runs, drops old runs. A run is a group of initiations with
   * the same outcome and reason. Runs in which no initiation passed the replay check are dropped
   * first, because anyone can cause such runs by replaying a recorded initiation. The latest run of
   * this kind always remains. The latest {@code most} runs in which an initiation passed the replay
   * check also remain. Therefore up to {@code most} + 1 runs can remain.
   */
  void trim(int most) {
    while (runs.length > most && count(false) > 1) {
      drop(false);
    }
    while (count(true) > most) {
      drop(true);
    }
  }

  private long count(boolean accepted) {
    return Arrays.stream(runs).filter(run -> run.isAccepted() == accepted).count();
  }

  /**
   * If {@code accepted} is true, drops the oldest run in which an initiation passed the replay
   * check. If it is false, drops the oldest run in which no initiation passed this check. The
   * caller ensures that the run to drop exists.
   */
  private void drop(boolean accepted) {
    int at = runs.length - 1;
    while (runs[at].isAccepted() != accepted) {
      at--;
    }
    InitiationRun[] left = Arrays.copyOf(runs, runs.length - 1);
    System.arraycopy(runs, at + 1, left, at, left.length - at);
    runs = left;
  }

  /** Returns the runs of initiations, the latest run first, as a view. */
  List<InitiationRun> runs() {
    return Arrays.asList(runs);
  }
}
