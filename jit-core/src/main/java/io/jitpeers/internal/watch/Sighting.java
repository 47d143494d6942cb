package io.jitpeers.internal.watch;

/**
 * Records what a watch has seen of work that should make progress: since when the work is
 * unchanged, and how many looks in a row have found it unchanged. One look is not enough to report
 * a hang: after a pause of the whole process, the first look finds even working code unchanged.
 * Guarded by the watch that looks.
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
   * Records a look.
   *
   * @param now the time, in nanoseconds
   * @param seen a number that changes with each progress
   * @param enough the number of looks without progress after which a hang is found
   * @return whether this look found a new hang
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

  /** Returns whether a hang was found and no progress was made since. */
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
