package io.jitpeers.examples.controlplane;

import io.jitpeers.wireguard.PublicKey;

/**
 * One change: a peer was added, replaced or removed.
 *
 * @param position its position among all changes
 * @param key the peer's key
 */
record Change(Position position, PublicKey key) {

  /**
   * A position in the log of changes. After a backup is restored, new changes get numbers that
   * other changes had before the restore; the random mark distinguishes changes with the same
   * number.
   *
   * @param number the change's number, counted from 1; 0 before the first change
   * @param mark eight hexadecimal digits; empty before the first change
   */
  record Position(long number, String mark) {
    static final Position BEGINNING = new Position(0, "");

    /** Returns the event id that stands for this position. */
    String id() {
      return number == 0 ? "0" : number + "-" + mark;
    }
  }
}
