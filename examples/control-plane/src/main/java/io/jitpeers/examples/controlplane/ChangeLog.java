package io.jitpeers.examples.controlplane;

import io.jitpeers.examples.controlplane.Change.Position;
import java.util.List;
import java.util.Optional;

/** The ordered log of changed peers, as far back as it is kept. Thread-safe. */
interface ChangeLog {

  /** Returns the position of the log's end. */
  Position newest();

  /**
   * Returns the position that an event id stands for. Returns empty if the id stands for no
   * position, or if the log no longer has the position.
   */
  Optional<Position> find(String id);

  /**
   * Reads the changes after a position.
   *
   * @param after the number of the change that precedes the first wanted change
   * @param until the number of the last wanted change
   * @param limit the maximum number of changes
   * @return the wanted changes in order, without a gap; empty if there are none, or if the log no
   *     longer has the first wanted change
   */
  List<Change> read(long after, long until, int limit);
}
