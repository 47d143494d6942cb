package io.jitpeers.examples.simulate;

import io.jitpeers.examples.simulate.Clients.Periods;
import java.util.random.RandomGenerator;

/**
 * Traffic and pauses that alternate, both of random lengths.
 *
 * @param random the generator
 * @param traffic the mean length of traffic in seconds
 * @param pause the mean length of a pause in seconds
 */
record Bursts(RandomGenerator random, int traffic, int pause) {

  /**
   * Passes the traffic periods of one session to {@code periods}. The first period begins with the
   * session.
   *
   * @param from when the session begins, in seconds since the beginning of the observation
   * @param to when the session ends, in seconds since the beginning of the observation
   */
  void within(int from, int to, Periods periods) {
    for (int begin = from; begin < to; ) {
      int end = Math.min(to, begin + ClientKind.seconds(random, traffic));
      periods.add(begin, end);
      begin = end + ClientKind.seconds(random, pause);
    }
  }
}
