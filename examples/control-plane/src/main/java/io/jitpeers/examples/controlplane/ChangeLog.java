package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.controlplane.Change.Position;
import java.util.List;
import java.util.Optional;

/** Which peers changed, in order, as far back as is remembered. Thread-safe. */
interface ChangeLog {

  /** Returns where the log ends now. */
  Position newest();

  /** Returns the place with an id, or empty if there is none, or if it is no longer remembered. */
  Optional<Position> find(String id);

  /**
   * Reads on from a place.
   *
   * @param after the number of the last change that is known
   * @param until the number of the last change that is wanted
   * @param limit how many at most
   * @return the changes that follow, in order, without a gap; empty if there are none, or if the
   *     first of them is no longer remembered
   */
  List<Change> read(long after, long until, int limit);
}
