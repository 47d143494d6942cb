package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PublicKey;

/**
 * A peer was added, replaced or removed.
 *
 * @param position which of all changes it is
 * @param key the peer
 */
record Change(Position position, PublicKey key) {

  /**
   * A place in the log of changes. The mark was made by chance: after a backup was restored, other
   * changes get the same numbers, and a gateway that saw the former ones must not be taken for one
   * that saw these.
   *
   * @param number counts changes; 0 before the first one
   * @param mark eight hexadecimal digits; empty before the first one
   */
  record Position(long number, String mark) {
    static final Position BEGINNING = new Position(0, "");

    /** The id of the event that says so. */
    String id() {
      return number == 0 ? "0" : number + "-" + mark;
    }
  }
}
