package io.jitpeers.examples.controlplane;

import picocli.CommandLine;

/** The command in a process of its own, as in the executable jar. */
final class PeerMain {
  private PeerMain() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ControlPlaneCommand()).execute(arguments));
  }
}
