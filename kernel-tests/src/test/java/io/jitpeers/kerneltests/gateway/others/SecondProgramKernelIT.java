package io.jitpeers.kerneltests.gateway.others;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.jitpeers.kerneltests.gateway.floods.Datagrams;
import io.jitpeers.kerneltests.gateway.floods.Flood;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.kerneltests.support.WallClock;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another program adds, changes and removes peers all the time, and sometimes removes one of the
 * gateway's, while the gateway installs and evicts. The gateway never changes the other program's
 * peers, and once both are done, only those are left.
 */
class SecondProgramKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int MEMBERS = 100;

  /** A peer that the control plane does not know. */
  private static final int STRANGER = MEMBERS + 1;

  private static final int ARRIVALS = 600;
  private static final int PER_SECOND = 60;

  /** Long enough for a slow machine. */
  private static final int LEAST_STEPS = 50;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;

  @Test
  void itsPeersAreNeverTouched() {
    try (World world = new World()) {
      Site site = world.site("members");
      Flood.own(site.namespace(), "198.19.0.0/16");
      ControlPlaneProcess controlPlane =
          world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
      WireGuardInterface wg = WG.create(world.gateway());
      OtherProgram other = new OtherProgram(wg);
      Client theirs = Client.of(site, Member.of(0, STRANGER), WG, Family.IPV4);
      other.add(theirs.member().config());
      GatewayProcess gateway = gateway(world, controlPlane);
      SteadyPing steady = world.own(SteadyPing.start(theirs.join(), "0.05", folder));
      steady.awaitAnswer();

      meddle(site, wg, other);

      other.requireUntouched();
      boolean alone = Await.until(PATIENCE, () -> wg.dump().peers().size() == other.size());
      assertThat(alone).as("all others are evicted: %s", wg.dump().peers().size()).isTrue();
      other.requireUntouched();
      steady.awaitAnswer();
      steady.close();
      assertThat(steady.lost()).isEmpty();
      System.out.printf(
          "The other program made or changed %d peers and has %d; the gateway installed %.0f and"
              + " evicted %.0f%n",
          other.made(),
          other.size(),
          gateway.metric("jit_packets_total", "installed"),
          gateway.metric("jit_evictions_total"));
      FirstReplies.requireReply(Client.of(site, Member.of(0, 0), WG, Family.IPV4).join());
      assertThat(gateway.process().terminate()).isZero();
      other.requireUntouched();
    }
  }

  private static GatewayProcess gateway(World world, ControlPlaneProcess controlPlane) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(GatewayProcess.YOUNG_SESSIONS_EVICTED);
    flags.addAll(
        GatewayProcess.set(
            "eviction-policy.idle.after=1s",
            "eviction-policy.probation.after=2s",
            "eviction.adoption-grace=1s"));
    return world
        .own(GatewayProcess.launch(world.gateway(), "others", STATUS_PORT, flags))
        .awaitStarted();
  }

  /** Clients connect and are evicted as long as the other program runs. */
  private static void meddle(Site site, WireGuardInterface wg, OtherProgram other) {
    List<Member> members = Member.first(0, MEMBERS).toList();
    InetSocketAddress to =
        new InetSocketAddress(InetAddresses.forString(site.gatewayAddress(Family.IPV4)), WG.port());
    Random random = new Random(60);
    try (Flood coming =
        Flood.start(
            site.namespace(),
            List.of(InetAddresses.forString("198.19.1.1"), InetAddresses.forString("198.19.1.2")),
            to,
            ARRIVALS,
            PER_SECOND,
            Datagrams.members(WG.privateKey().publicKey(), members, WallClock.now()))) {
      for (int step = 0; step < LEAST_STEPS || coming.isRunning(); step++) {
        other.step();
        if (step % 4 == 0) {
          wg.removePeer(members.get(random.nextInt(MEMBERS)).publicKey());
          other.requireUntouched();
        }
      }
    }
  }
}
