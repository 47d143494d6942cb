package io.jitpeers.kerneltests.gateway.floods;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Crowd;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.Talk;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WireGuardDump;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is killed repeatedly while clients connect, and sometimes its control plane too.
 * Connected clients stay connected, new clients are served by the next gateway, and in the end no
 * idle peer is left on the device.
 */
abstract class CrashScenario {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int CROWD = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;

  private final int rounds;

  /** When in a round it is killed; the same in every run. */
  private final Random moments = new Random(14);

  /**
   * Creates a scenario.
   *
   * @param rounds how many times the gateway is killed
   */
  CrashScenario(int rounds) {
    this.rounds = rounds;
  }

  private static List<Client> clients(Site site, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(index -> Client.of(site, Member.of(0, index), WG, Family.IPV4))
        .toList();
  }

  private static GatewayProcess gateway(World world, ControlPlaneProcess controlPlane) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "state.directory=" + folder.resolve("state"),
            "eviction.accept-session-loss=true",
            "eviction.lossless-floor=5s",
            "eviction-policy.idle.after=5s",
            "eviction-policy.probation.after=5s",
            "eviction.every=2s"));
    return world.own(GatewayProcess.launch(world.gateway(), "crash", STATUS_PORT, flags));
  }

  @Test
  void killedAtAnyMomentItComesBackToTheSame() {
    try (World world = new World()) {
      Site site = world.site("clients");
      ControlPlaneProcess controlPlane =
          world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, CROWD + 1)));
      WireGuardInterface wg = WG.create(world.gateway());
      GatewayProcess gateway = gateway(world, controlPlane).awaitStarted();
      Client talker = clients(site, CROWD, 1).get(0).join();
      SteadyPing steady = world.own(SteadyPing.start(talker, "0.01", folder));
      steady.awaitAnswer();
      Crowd crowd = Crowd.of(clients(site, 0, CROWD)).join();
      for (int round = 0; round < rounds; round++) {
        crowd.forgetSessions();
        Talk talk = world.own(crowd.keepTalking());
        LockSupport.parkNanos(Duration.ofMillis(moments.nextInt(2_000)).toNanos());
        gateway.process().kill();
        if (round % 3 == 2) {
          controlPlane.stop();
          controlPlane.start();
        }
        gateway = gateway(world, controlPlane).awaitStarted();
        talk.close();
        // A client that was silent for five seconds is evicted, and a packet of its old session is
        // lost.
        crowd.forgetSessions();
        crowd.clients().forEach(FirstReplies::requireReply);
      }
      requireOnly(wg, talker);
      steady.awaitAnswer();
      steady.close();
      assertThat(steady.lost()).isEmpty();
      assertThat(gateway.process().terminate()).isZero();
    }
  }

  /** Idle peers are removed, whichever gateway installed them. */
  private static void requireOnly(WireGuardInterface wg, Client talker) {
    boolean alone = Await.until(PATIENCE, () -> wg.dump().peers().size() == 1);
    assertThat(wg.dump().peers())
        .as("alone in time: %s", alone)
        .extracting(WireGuardDump.Peer::publicKey)
        .containsExactly(talker.publicKey());
  }
}
