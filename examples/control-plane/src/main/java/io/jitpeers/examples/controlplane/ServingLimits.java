package io.jitpeers.examples.controlplane;

import java.time.Duration;

/**
 * What keeps one client from taking too much. Immutable.
 *
 * @param streams how many streams of changes there may be at once; 0 for none
 * @param heartbeat how long a stream may be silent
 * @param poll how often the log of changes is looked at, which others write
 * @param answerTime how long a client may take to take an answer, or a part of a stream
 */
record ServingLimits(int streams, Duration heartbeat, Duration poll, Duration answerTime) {
  static final int STREAMS = 256;

  /** A third of the silence after which a gateway gives a connection up; ten looks a second. */
  static final ServingLimits DEFAULTS =
      new ServingLimits(
          STREAMS, Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofSeconds(10));

  ServingLimits withStreams(int count) {
    return new ServingLimits(count, heartbeat, poll, answerTime);
  }
}
