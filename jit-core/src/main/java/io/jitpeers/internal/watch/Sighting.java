package io.jitpeers.internal.watch;

/**
 * What a watch has seen of something that should go on: since when it has been as it is, and how
 * often that was seen. Several looks are needed, for a process that was stopped for a while has
 * done nothing wrong. Guarded by whoever looks.
 */
final class Sighting {
  private long mark;
  private long since;
  private int looks;
  private boolean told;

  /** It need not go on, or it has. */
  void rest() {
    looks = 0;
    told = false;
  }

  /**
   * It was looked at.
   *
   * @param now the time, in nanoseconds
   * @param seen changes when it goes on
   * @param enough how often the same is to be seen
   * @return whether it has been the same so often for the first time
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

  /** Whether somebody was told that it does not go on, and it still does not. */
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
