package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.WakeUpOptions;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.InMemoryFleet;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.Optional;

/** Two gateways with the same private key, which write to one directory. */
abstract class LocationsFlow {
  static final Duration A_LOOK = Duration.ofSeconds(2);

  final ManualTime engine = new ManualTime();
  final InMemoryFleet fleet = new InMemoryFleet(engine);

  Harness gateway(String name) throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    setup.fleetOptions = FleetOptions.builder().gateway(name).build();
    setup.wakeUp = WakeUpOptions.defaults();
    return setup.start();
  }

  /** Creates a client that the control planes of both gateways know. */
  static PrivateKey client(Harness a, Harness b) {
    PrivateKey client = a.knownClient(1);
    b.control.put(client.publicKey(), 1);
    return client;
  }

  /** Connects a client: it initiates, and its handshake completes. */
  static void connect(Harness at, PrivateKey client) {
    assertThat(at.sendAndRun(client).outcome())
        .isIn(PacketOutcome.INSTALLED, PacketOutcome.ALREADY_RESIDENT);
    complete(at, client);
  }

  static void complete(Harness at, PrivateKey client) {
    assertThat(at.store.handshakeCompleted(client.publicKey(), Harness.CLIENT)).isTrue();
    at.pass(A_LOOK);
  }

  Optional<PeerLocation> location(PrivateKey client) {
    return fleet.directory().locate(client.publicKey()).toCompletableFuture().join();
  }

  String holder(PrivateKey client) {
    return location(client).map(PeerLocation::gateway).orElse("nobody");
  }
}
