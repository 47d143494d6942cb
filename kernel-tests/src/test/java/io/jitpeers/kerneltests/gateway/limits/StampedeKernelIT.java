package io.jitpeers.kerneltests.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.process.ScriptedControlPlane;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that connect three times as fast as the control plane answers; it answers the excess with
 * 429 and "Retry-After: 1". The test does not check durations, which depend on the machine. It
 * checks how often the control plane is asked, and how often a client retries, which hardly depend
 * on it.
 */
class StampedeKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int CLIENTS = 300;
  private static final int ADDRESSES = 50;
  private static final int LIMIT = 25;
  private static final int ARRIVALS_A_SECOND = 3 * LIMIT;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** All could be served in 12 s, in which a client makes three attempts; it gives up after 18. */
  private static final int MOST_TRIES = 5;

  @Test
  void allAreServedWithFewQuestionsTooManyAndNobodyStarves() throws Exception {
    try (World world = new World()) {
      List<Member> members = Member.first(0, CLIENTS).toList();
      ScriptedControlPlane controlPlane =
          world.own(
              ScriptedControlPlane.limited(world.gateway(), members.stream(), LIMIT, LIMIT / 2));
      WG.create(world.gateway());
      GatewayProcess gateway = gateway(world, controlPlane);
      Stampede stampede = world.own(new Stampede(world, WG, members, ADDRESSES));

      stampede.come(ARRIVALS_A_SECOND);

      boolean all = Await.until(PATIENCE, () -> stampede.served() == CLIENTS);
      int asked = controlPlane.asked();
      int refused = controlPlane.refused();
      int tries = stampede.clients().stream().mapToInt(Stampede.Client::tries).max().orElseThrow();
      int passedBy =
          stampede.clients().stream()
              .mapToInt(client -> client.place() - client.number())
              .max()
              .orElseThrow();
      System.out.printf(
          "%d of %d served; %d questions, %d of them answered with 429; the most tries of a client"
              + " %d, passed by %d at the most; %s%n",
          stampede.served(), CLIENTS, asked, refused, tries, passedBy, outcomes(gateway));
      assertThat(all).as("all are served").isTrue();
      assertThat(asked).as("questions").isLessThanOrEqualTo(CLIENTS * 3 / 2);
      assertThat(tries).as("tries of one client").isLessThanOrEqualTo(MOST_TRIES);
      boolean resident =
          Await.until(PATIENCE, () -> gateway.metric("jit_peers_resident") >= CLIENTS);
      assertThat(gateway.metric("jit_peers_resident"))
          .as("in time: %s", resident)
          .isEqualTo(CLIENTS);
    }
  }

  private static GatewayProcess gateway(World world, ScriptedControlPlane controlPlane) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    return world
        .own(GatewayProcess.launchAsIs(world.gateway(), "stampede", STATUS_PORT, flags))
        .awaitStarted();
  }

  private static List<String> outcomes(GatewayProcess gateway) {
    return gateway
        .metrics()
        .lines()
        .filter(line -> line.startsWith("jit_packets_total{") && !line.endsWith(" 0.0"))
        .map(line -> line.replaceAll(".*outcome=\"([a-z_0-9]+)\".* ([0-9.]+)$", "$1 $2"))
        .toList();
  }
}
