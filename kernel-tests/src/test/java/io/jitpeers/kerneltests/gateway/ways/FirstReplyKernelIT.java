package io.jitpeers.kerneltests.gateway.ways;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A client that nobody has heard of is answered in each way, over IPv4 and IPv6. How the handshake
 * went shows in its initiations, which are counted; how long it took is for the benchmarks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstReplyKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 100;
  private static final int PATIENCE_SECONDS = 60;

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private int members;

  /** What a client's handshake took. */
  private record Initiations(int ofClient, int ofGateway) {}

  @BeforeAll
  void start() {
    site = world.site("clients");
    controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
    WG.create(world.gateway());
  }

  @AfterAll
  void close() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RESIDENT")
  void everyClientIsAnswered(Way way) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name()));
    flags.addAll(way.flags());
    try (GatewayProcess gateway =
        GatewayProcess.launch(world.gateway(), "first-reply", STATUS_PORT, flags)) {
      gateway.awaitStarted();
      if (!way.hasQueue()) {
        askInBothFamilies(way);
        return;
      }
      InitiationQueue queue = InitiationQueue.add(world.gateway(), WG);
      try {
        askInBothFamilies(way);
      } finally {
        queue.remove();
      }
    }
  }

  private void askInBothFamilies(Way way) {
    if (way != Way.WAIT) {
      // Nothing of the program is compiled when it starts: this one may need a second try.
      initiations(Family.IPV4);
    }
    for (Family family : Family.values()) {
      Initiations initiations = initiations(family);
      switch (way) {
        case RESIDENT -> throw new AssertionError("has no gateway");
        case REPLAY_PCAP, REPLAY_NFQUEUE ->
            assertThat(initiations).as("%s", family).isEqualTo(new Initiations(1, 0));
        case INITIATE_BACK ->
            assertThat(initiations).as("%s", family).isEqualTo(new Initiations(1, 1));
        case WAIT -> {
          assertThat(initiations.ofClient()).as("%s", family).isGreaterThan(1);
          assertThat(initiations.ofGateway()).as("%s", family).isZero();
        }
      }
    }
  }

  /** Leaves the client where it is: a kernel initiates to a peer that does not answer any more. */
  private Initiations initiations(Family family) {
    Client client = Client.of(site, Member.of(0, members++), WG, family);
    try (InitiationCount count = InitiationCount.start(site, WG)) {
      client.join();
      assertThat(client.ping(PATIENCE_SECONDS)).as("%s, %s", client, family).isPresent();
      return new Initiations(count.ofClients(), count.ofGateway());
    }
  }
}
