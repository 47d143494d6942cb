package io.jitpeers.examples.controlplane;

import picocli.CommandLine.Option;

/**
 * The option {@code --nested-allowed-ips}, which permits an allowed IP of one peer to lie inside an
 * allowed IP of another peer. The commands that add and import peers have this option.
 */
final class NestingOption {
  static final String NAME = "--nested-allowed-ips";

  @Option(
      names = NAME,
      description =
          "Accept an allowed IP that lies inside an allowed IP of another peer, or contains one;"
              + " refuse only identical allowed IPs. Gateways accept such peers only with the"
              + " setting peer-config.nested-allowed-ips=permit.")
  private boolean nested;

  /** Creates the option; called by picocli. */
  NestingOption() {}

  boolean isGiven() {
    return nested;
  }
}
