package io.jitpeers.examples.controlplane;

import java.time.Duration;

/**
 * Limits that keep one client from using too many resources. Immutable.
 *
 * @param streams the maximum number of streams of changes; 0 for none
 * @param heartbeat how long the server may send nothing on a stream before it sends a heartbeat
 * @param poll the interval at which the log of changes is polled
 * @param answerTime how long a client may take to read an answer, or a part of a stream
 */
record ServingLimits(int streams, Duration heartbeat, Duration poll, Duration answerTime) {
  static final int STREAMS = 256;

  /**
   * The defaults. A gateway closes a connection on which it has received nothing for 45 s. The
   * default heartbeat is a third of this time.
   */
  static final ServingLimits DEFAULTS =
      new ServingLimits(
          STREAMS, Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofSeconds(10));

  ServingLimits withStreams(int count) {
    return new ServingLimits(count, heartbeat, poll, answerTime);
  }
}
