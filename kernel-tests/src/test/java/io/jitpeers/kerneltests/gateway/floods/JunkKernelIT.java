package io.jitpeers.kerneltests.gateway.floods;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.ways.InitiationQueue;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Junk with the source address of a client whose packets an NFQUEUE gateway holds: the client keeps
 * renewing its session as if there were no junk, whether or not the gateway opens all of it. Also a
 * client whose peer is added by hand while the gateway runs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JunkKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * A rate of 172 per second cut a client off permanently when packets over a limit were dropped.
   */
  private static final int JUNK_PER_SECOND = 180;

  private static final int RENEWALS = 20;

  /**
   * How many renewals may be slow: a busy machine delays one or two. When packets over a limit were
   * dropped, only one in nine passed.
   */
  private static final int MOST_SLOW = 3;

  /** The client's next attempt follows after 5 s. */
  private static final int SECONDS_OF_ONE_TRY = 4;

  @TempDir static Path folder;

  private final World world = new World();
  private Site site;
  private ControlPlaneProcess controlPlane;
  private InitiationQueue queue;
  private int members;

  @BeforeAll
  void start() {
    site = world.site("clients");
    controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, 10)));
    WG.create(world.gateway());
    queue = InitiationQueue.add(world.gateway(), WG);
  }

  @AfterAll
  void close() {
    queue.remove();
    world.close();
  }

  private GatewayProcess gateway(String... settings) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name()));
    flags.addAll(Way.REPLAY_NFQUEUE.flags());
    flags.addAll(GatewayProcess.set(settings));
    return GatewayProcess.launch(world.gateway(), "junk", STATUS_PORT, flags).awaitStarted();
  }

  @Test
  void junkWithAResidentClientsAddressIsOpenedAndLimitsNobody() throws Exception {
    try (GatewayProcess gateway = gateway("eviction.every=1s")) {
      renewUnderJunk(gateway);

      awaitMostOfTheJunk(gateway, "bad_timestamp");
      assertThat(count(gateway, "source_rate_limited")).isZero();
    }
  }

  @Test
  void whatIsOverTheLimitPasses() throws Exception {
    try (GatewayProcess gateway =
        gateway(
            "eviction.every=1s",
            "admission.resident-rate=1",
            "admission.per-source-rate=1",
            "admission.per-source-burst=1")) {
      renewUnderJunk(gateway);

      awaitMostOfTheJunk(gateway, "source_rate_limited");
    }
  }

  /** On a busy machine the gateway takes its packets some time after they were sent. */
  private static void awaitMostOfTheJunk(GatewayProcess gateway, String outcome) {
    boolean most = Await.until(PATIENCE, () -> count(gateway, outcome) > 10 * JUNK_PER_SECOND);
    assertThat(most).as("%s: %s", outcome, count(gateway, outcome)).isTrue();
  }

  private static double count(GatewayProcess gateway, String outcome) {
    return gateway.metric("jit_packets_total", outcome, WG.name());
  }

  private void renewUnderJunk(GatewayProcess gateway) throws Exception {
    Client client = Client.of(site, Member.of(0, members++), WG, Family.IPV4).join();
    FirstReplies.requireReply(client);
    awaitSweep(gateway);
    int answered = 0;
    long junkSent;
    try (Junk junk = Junk.start(site, WG, JUNK_PER_SECOND)) {
      Await.until(PATIENCE, () -> junk.sent() > 2 * JUNK_PER_SECOND);
      for (int renewal = 0; renewal < RENEWALS; renewal++) {
        answered += client.forgetSession().ping(SECONDS_OF_ONE_TRY).isPresent() ? 1 : 0;
      }
      Await.until(PATIENCE, () -> junk.sent() > 15 * JUNK_PER_SECOND);
      junkSent = junk.sent();
    }
    assertThat(answered)
        .as("renewals of %d, with %d junk packets", RENEWALS, junkSent)
        .isGreaterThanOrEqualTo(RENEWALS - MOST_SLOW);
    client.leave();
  }

  /** After it, the gateway knows where its peers are. */
  private static void awaitSweep(GatewayProcess gateway) {
    double before = gateway.metric("jit_sweeps_total", WG.name());
    assertThat(
            Await.until(PATIENCE, () -> gateway.metric("jit_sweeps_total", WG.name()) > before + 1))
        .isTrue();
  }

  @Test
  void aPeerAddedByHandIsAnsweredAtOnce() {
    try (GatewayProcess gateway = gateway("eviction.every=1h")) {
      Client byHand = Client.of(site, Member.of(0, 500), WG, Family.IPV4).join();
      WG.in(world.gateway()).peer(byHand.member().config());

      FirstReplies.requireAtOnce(byHand);
      // The packet may be counted after the kernel has answered it.
      assertThat(Await.until(PATIENCE, () -> count(gateway, "already_resident") > 0)).isTrue();
      byHand.leave();
    }
  }
}
