package io.jitpeers.examples.controlplane;

import picocli.CommandLine.Option;

/** The option {@code --nested-allowed-ips} of the commands that check allowed IPs. */
final class NestingOption {
  static final String NAME = "--nested-allowed-ips";

  @Option(
      names = NAME,
      description =
          "Permits allowed IPs inside or around those of other peers, and refuses identical ones"
              + " only. Gateways need peer-config.nested-allowed-ips=permit for that.")
  private boolean nested;

  /** Creates the option; called by picocli. */
  NestingOption() {}

  boolean isGiven() {
    return nested;
  }
}
