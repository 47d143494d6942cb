package io.jitpeers.internal.watch;

/**
 * Records what a watch finds when it checks one piece of work: the time of the first check that
 * found the work in its present state, and the number of checks in a row that found this state. A
 * hang is reported only after several checks. A single check is not enough: right after a pause of
 * the whole process, it finds no progress even in code that works. Guarded by the watch that makes
 * the checks.
 */
final class Sighting {
  private long mark;
  private long since;
  private int looks;
  private boolean told;

  /** Records that there is nothing to do or that there was progress. */
  void rest() {
    looks = 0;
    told = false;
  }

  /**
   * Records a check.
   *
   * @param now the time, in nanoseconds
   * @param seen a number that changes whenever the work makes progress
   * @param enough the number of checks without progress after which a hang is found
   * @return whether this check found a new hang
   */
  boolean look(long now, long seen, int enough) {
    if (looks == 0 || mark != seen) {
      mark = seen;
      since = now;
      looks = 1;
      told = false;
      return false;
    }
    if (looks < enough) {
      looks++;
    }
    boolean tell = looks >= enough && !told;
    told |= tell;
    return tell;
  }

  /** Returns whether a hang was found and the work has made no progress since. */
  boolean isTold(long seen) {
    return told && mark == seen;
  }

  boolean isTold() {
    return told;
  }

  long since() {
    return since;
  }
}
