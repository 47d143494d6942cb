package io.jitpeers.examples.quickstart;

import java.time.Duration;

/**
 * The size of the quick start.
 *
 * @param peers number of peers that the control plane of the UDP gateway knows
 * @param clients number of these peers that connect
 * @param silent number of these peers that send one initiation and nothing else
 * @param unwelcome number of these peers in each of three groups whose configs are refused; each
 *     group has a different reason
 * @param hostile number of datagrams in an attack. In the attack that sends each datagram twice, it
 *     is the number of pairs. For an attack with refused configs, the number of datagrams is {@code
 *     unwelcome} instead
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
   * The default size. A client waits 5 s for a response and gives up after 90 s, as a real client
   * does (REKEY_TIMEOUT and REKEY_ATTEMPT_TIME in the whitepaper, section 6.1).
   */
  static final Scale FULL = new Scale(1_000, 500, 25, 10, 40, 8, 18, Duration.ofSeconds(5));

  Scale {
    if (peers < clients + silent + 3 * unwelcome || hostile > clients || unwelcome > clients) {
      throw new IllegalArgumentException("there are too few peers or clients for the attacks");
    }
  }
}
