package io.jitpeers.examples.gateway.fleet;

import io.jitpeers.examples.common.Version;
import io.jitpeers.fleet.RedisFleet;
import io.jitpeers.wireguard.PublicKey;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code fleet revoke}: removes a peer from every gateway of a fleet immediately. */
@Command(
    name = "revoke",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Removes a peer from every gateway of the fleet at once. A gateway that is not connected to"
          + " the engine (the Valkey or Redis server that the gateways share) removes the peer when"
          + " it is connected again. If the engine has dropped the revocation by then, the gateway"
          + " asks the control plane about all of its peers instead. If the peer's client initiates"
          + " again, a gateway asks the control plane, so remove the peer from the control plane"
          + " first. Ends with 0 if the engine accepted the revocation, 1 if not, and 2 for a"
          + " mistake in the command line."
    })
final class RevokeCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final long LIMIT_SECONDS = 10;

  private final PrintStream out;
  private final PrintStream err;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "KEY", description = "The peer's public key, in Base64.")
  private String key = "";

  @Mixin private EngineOptions engine = new EngineOptions();

  RevokeCommand() {
    this(System.out, System.err);
  }

  RevokeCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Revokes the peer.
   *
   * @return 0 if the gateways' shared Valkey or Redis server accepted the revocation, else 1
   */
  @Override
  public Integer call() throws InterruptedException {
    PublicKey peer;
    try {
      peer = PublicKey.ofBase64(key);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    try (RedisFleet fleet = new RedisFleet(engine.read(spec.commandLine()))) {
      fleet.start();
      fleet.revoke(peer).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      out.println("revoked " + peer);
      return 0;
    } catch (TimeoutException e) {
      err.println("the engine has not said whether it took the revocation; try again");
      return FAILED;
    } catch (UncheckedIOException | ExecutionException e) {
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      err.println("the peer was not revoked: " + (cause == null ? e : cause.getMessage()));
      return FAILED;
    }
  }
}
