package io.jitpeers.kerneltests.reinjection;

import io.jitpeers.pcap.internal.reinjection.RawSocketReinjector;
import java.io.IOException;

/** A program that opens a reinjector, to be run with fewer capabilities. */
final class ReinjectorProbe {
  private ReinjectorProbe() {}

  /**
   * Opens and closes it, and prints the result.
   *
   * @param args the network namespace's file, if it is not this process's own
   */
  public static void main(String[] args) {
    try (RawSocketReinjector reinjector =
        args.length > 0 ? Reinjectors.in(args[0]) : Reinjectors.here()) {
      System.out.println("opened " + reinjector.counts().size());
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}
