package io.jitpeers.examples.embedding;

import io.jitpeers.examples.common.Version;
import io.jitpeers.examples.simulation.Loopback;
import io.jitpeers.examples.simulation.SimulatedClient;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;

/** The command {@code embedding}: runs an {@link EmbeddedGateway} with three clients. */
@Command(
    name = "embedding",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs an example of a gateway that embeds the library and receives the packets of its clients"
          + " itself. Two clients that the control plane knows connect, and an unknown client gets"
          + " no answer. Ends with 0 if all this happened."
    })
public final class EmbeddingCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration STRANGERS_PATIENCE = Duration.ofMillis(300);
  private static final int ATTEMPTS = 5;

  private final PrintStream out;
  private final SecureRandom random = new SecureRandom();

  /** Creates a command that prints to standard output. */
  public EmbeddingCommand() {
    this(System.out);
  }

  EmbeddingCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs the gateway and its clients.
   *
   * @return 0 if the two known clients connected and the unknown client did not, else 1
   * @throws Exception if the gateway could not run
   */
  @Override
  public Integer call() throws Exception {
    List<PrivateKey> known = List.of(PrivateKey.generate(random), PrivateKey.generate(random));
    List<PublicKey> directory = known.stream().map(PrivateKey::publicKey).toList();
    PrivateKey key = PrivateKey.generate(random);
    InetSocketAddress anyPort = new InetSocketAddress(Loopback.detect().gateway(), 0);
    boolean right = true;
    try (EmbeddedGateway gateway = new EmbeddedGateway(key, ask(directory), anyPort)) {
      gateway.orchestrator().addListener(event -> out.println("  " + event));
      gateway.start();
      out.println("gateway on " + gateway.address());
      SimulatedClient.Gateway seen =
          new SimulatedClient.Gateway(gateway.address(), key.publicKey());
      for (PrivateKey client : known) {
        right &= connects("client", client, seen, ATTEMPTS, PATIENCE);
      }
      right &= !connects("stranger", PrivateKey.generate(random), seen, 1, STRANGERS_PATIENCE);
      right &= gateway.orchestrator().statistics().resident() == known.size();
    }
    // Closing the gateway delivers the events that are left, so this is the last line.
    out.println(right ? "OK" : "FAILED: clients or resident peers are not as expected");
    return right ? 0 : 1;
  }

  /**
   * Returns a control plane. Any code that answers lookups can be a control plane; the returned one
   * looks keys up in a list.
   */
  private static PeerConfigSource ask(List<PublicKey> directory) {
    return query -> {
      PublicKey key = query.key();
      int number = directory.indexOf(key);
      PeerLookup answer =
          number < 0
              ? PeerLookup.notFound(Duration.ofSeconds(10))
              : PeerLookup.found(
                  PeerConfig.builder(key)
                      .allowedIp(IpPrefix.parse("10.7.0." + (number + 1) + "/32"))
                      .build(),
                  Freshness.of(Duration.ofMinutes(1)));
      return CompletableFuture.completedFuture(answer);
    };
  }

  private boolean connects(
      String who, PrivateKey key, SimulatedClient.Gateway gateway, int attempts, Duration patience)
      throws Exception {
    SimulatedClient client =
        new SimulatedClient(key, null, gateway.address().getAddress(), TimeSource.system(), random);
    boolean connected = client.connect(gateway, attempts, patience) > 0;
    out.println(who + " " + key.publicKey() + (connected ? " is connected" : " got no answer"));
    return connected;
  }
}
