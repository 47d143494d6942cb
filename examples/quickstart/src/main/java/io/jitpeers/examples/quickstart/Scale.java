package io.jitpeers.examples.quickstart;

import java.time.Duration;

/**
 * How much the quick start does.
 *
 * @param peers peers of the UDP gateway that the control plane knows
 * @param clients how many of them connect
 * @param silent how many of them send one initiation and never answer
 * @param unwelcome how many of them have each kind of config that is refused
 * @param hostile datagrams of each kind that is refused without a look at the config
 * @param parallel clients that connect at the same time
 * @param attempts initiations that a client sends before it gives up
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

  /** A client of the real thing waits 5 s (REKEY_TIMEOUT); nobody wants to watch that. */
  static final Scale FULL = new Scale(1_000, 500, 25, 10, 40, 16, 5, Duration.ofSeconds(2));

  Scale {
    if (peers < clients + silent + 3 * unwelcome || hostile > clients || unwelcome > clients) {
      throw new IllegalArgumentException("there are too few peers for what they are to do");
    }
  }
}
