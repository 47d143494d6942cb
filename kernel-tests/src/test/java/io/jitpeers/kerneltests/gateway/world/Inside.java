package io.jitpeers.kerneltests.gateway.world;

/**
 * Addresses inside the tunnels: a network of 65,536 addresses for each of the gateway's interfaces.
 */
final class Inside {
  private static final int FIRST = 90;

  private Inside() {}

  /** Returns the first two numbers of a network's addresses. */
  static String prefix(int network) {
    return "10." + (FIRST + network);
  }

  /** Returns the gateway's own address in a network. */
  static String gateway(int network) {
    return prefix(network) + ".0.1";
  }
}
