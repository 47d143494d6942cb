package io.jitpeers.examples.quickstart;

import java.time.Duration;

/**
 * The size of the quick start.
 *
 * @param peers number of peers of the UDP gateway that the control plane knows
 * @param clients number of these peers that connect
 * @param silent number of these peers that send one initiation and nothing else
 * @param unwelcome number of these peers for each reason to refuse a config
 * @param hostile number of datagrams of each kind that is refused for another reason than a config
 * @param parallel number of clients that connect at the same time
 * @param attempts maximum number of initiations of a client
 * @param patience how long a client waits for a response
 */
record Scale(
    int peers,
    int clients,
    int silent,
    int unwelcome,
    int hostile,
    int parallel,
    int attempts,
    Duration patience) {

  /** A real client waits 5 s (REKEY_TIMEOUT), which would take too long here. */
  static final Scale FULL = new Scale(1_000, 500, 25, 10, 40, 16, 5, Duration.ofSeconds(2));

  Scale {
    if (peers < clients + silent + 3 * unwelcome || hostile > clients || unwelcome > clients) {
      throw new IllegalArgumentException("there are too few peers for what they are to do");
    }
  }
}
