package io.jitpeers.examples.operate;

import io.jitpeers.wireguard.PublicKey;
import java.io.PrintStream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** The options of commands about one peer. */
final class PeerOptions {
  @Parameters(paramLabel = "KEY", description = "The peer's public key, as wg prints it.")
  private String key = "";

  @Mixin private OperatorOptions gateway;

  PeerOptions() {
    this(System.out);
  }

  PeerOptions(PrintStream out) {
    this.gateway = new OperatorOptions(out);
  }

  /** Sends a command about the peer and returns the exit code. */
  int send(CommandSpec spec, String command) throws InterruptedException {
    PublicKey peer;
    try {
      peer = PublicKey.ofBase64(key);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return gateway.send(spec, command, "?key=" + GatewayAddress.encoded(peer.toBase64()));
  }
}
