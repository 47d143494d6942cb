package io.jitpeers.kerneltests.gateway.world;

/** Addresses inside the tunnels: a network of 65,536 for each of the gateway's interfaces. */
final class Inside {
  private static final int FIRST = 90;

  private Inside() {}

  /** The first two numbers of a network's addresses. */
  static String prefix(int network) {
    return "10." + (FIRST + network);
  }

  /** The gateway's own address in it. */
  static String gateway(int network) {
    return prefix(network) + ".0.1";
  }
}
