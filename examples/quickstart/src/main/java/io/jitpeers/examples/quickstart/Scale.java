package io.jitpeers.examples.quickstart;

import java.time.Duration;

/**
 * The size of the quick start.
 *
 * @param peers number of peers that the control plane of the UDP gateway knows
 * @param clients number of these peers that connect
 * @param silent number of these peers that send one initiation and nothing else
 * @param unwelcome for each of the three reasons to refuse a config, the number of these peers
 *     whose config is refused for this reason
 * @param hostile number of datagrams in each attack that does not depend on a config; number of
 *     pairs in the attack that sends each datagram twice
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

  /**
   * The default size. Its clients wait only 2 s for a response; a real client waits 5 s
   * (REKEY_TIMEOUT).
   */
  static final Scale FULL = new Scale(1_000, 500, 25, 10, 40, 16, 5, Duration.ofSeconds(2));

  Scale {
    if (peers < clients + silent + 3 * unwelcome || hostile > clients || unwelcome > clients) {
      throw new IllegalArgumentException("there are too few peers or clients for the attacks");
    }
  }
}
