package io.jitpeers.examples.gateway.fleet;

import com.google.common.net.InetAddresses;
import io.jitpeers.examples.common.Version;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.wireguard.PublicKey;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code fleet locate}: prints which gateway has the given peer. */
@Command(
    name = "locate",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Says which gateway of the fleet has a peer. Also prints the client's endpoint, the peer's"
          + " allowed IPs, and the timestamp of the handshake that began the session. Ends with 0"
          + " if a gateway has the peer, 1 if no gateway has it or if the engine (the Valkey or"
          + " Redis server that the gateways share) did not answer, and 2 for a mistake in the"
          + " command line."
    })
final class LocateCommand extends DirectoryCommand {
  @Parameters(
      paramLabel = "KEY|ADDRESS",
      description = "The peer's public key in Base64, or an address inside the tunnel.")
  private String subject = "";

  private Function<FleetDirectory, CompletionStage<Optional<PeerLocation>>> question =
      directory -> {
        throw new IllegalStateException("not prepared");
      };

  LocateCommand() {
    this(Surroundings.real());
  }

  LocateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void prepare() {
    if (InetAddresses.isInetAddress(subject)) {
      InetAddress address = InetAddresses.forString(subject);
      question = directory -> directory.locate(address);
      return;
    }
    try {
      PublicKey key = PublicKey.ofBase64(subject);
      question = directory -> directory.locate(key);
    } catch (IllegalArgumentException e) {
      throw mistake(
          "KEY|ADDRESS is a public key in Base64 or an IP address; as a key: " + e.getMessage());
    }
  }

  @Override
  int use(FleetDirectory directory)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<PeerLocation> found = answer(question.apply(directory));
    if (found.isEmpty()) {
      return fail(
          InetAddresses.isInetAddress(subject)
              ? "no gateway has a peer with the address " + subject
              : "no gateway has the peer " + subject);
    }
    LocationText.print(found.get(), out());
    return printed();
  }
}
