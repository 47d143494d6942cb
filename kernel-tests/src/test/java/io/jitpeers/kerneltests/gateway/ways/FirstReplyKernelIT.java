package io.jitpeers.kerneltests.gateway.ways;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.InitiationCount;
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
 * A client that the gateway does not know is answered in each way, over IPv4 and IPv6. Its first
 * initiation is sufficient, except with WAIT, and the gateway's kernel initiates only with
 * INITIATE_BACK. The benchmarks measure how long it takes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstReplyKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 100;

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private int members;

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
    for (Family family : Family.values()) {
      Client client = Client.of(site, Member.of(0, members++), WG, family);
      try (InitiationCount count = InitiationCount.start(site, WG)) {
        client.join();
        if (way == Way.WAIT) {
          FirstReplies.requireReply(client);
          assertThat(count.ofClients()).as("%s", client).isGreaterThan(1);
        } else {
          FirstReplies.requireAtOnce(client);
        }
        boolean initiates = count.ofGateway() > 0;
        assertThat(initiates)
            .as("the gateway initiates, %s", client)
            .isEqualTo(way == Way.INITIATE_BACK);
      }
      // The peer stays resident: a kernel initiates to a peer that no longer answers.
    }
  }
}
