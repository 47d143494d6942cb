package io.jitpeers.kerneltests.gateway.others;

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
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that is stopped (SIGSTOP) and continued later, as on a suspended machine, while clients
 * communicate and another program adds, changes and removes peers, including the gateway's. Two
 * sweeps later the device has the right state: no peer in use was evicted, idle peers are gone, and
 * the other program's peers are unchanged.
 */
abstract class SuspendedScenario {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int TALKING = 5;
  private static final int IDLE = 3;
  private static final int MEMBERS = 20;

  /** A peer that the control plane does not know. */
  private static final int STRANGER = MEMBERS + 1;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path folder;

  private final Duration time;

  /**
   * Creates a scenario.
   *
   * @param time how long the gateway is stopped
   */
  SuspendedScenario(Duration time) {
    this.time = time;
  }

  @Test
  void itGoesOnWithTheDeviceAsItFindsIt() {
    try (World world = new World()) {
      Site site = world.site("clients");
      ControlPlaneProcess controlPlane =
          world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
      WireGuardInterface wg = WG.create(world.gateway());
      OtherProgram other = new OtherProgram(wg);
      Client theirs = client(site, STRANGER);
      other.add(theirs.member().config());
      IntStream.range(0, 5).forEach(i -> other.add());
      GatewayProcess gateway = gateway(world, controlPlane);
      SteadyPing beside = steady(world, theirs);
      Crowd talking = Crowd.of(clients(site, 0, TALKING)).join();
      talking.clients().forEach(FirstReplies::requireReply);
      Talk talk = world.own(talking.keepTalking());
      SteadyPing steady = steady(world, client(site, TALKING));
      Crowd idle = Crowd.of(clients(site, TALKING + 1, IDLE)).join();
      idle.clients().forEach(FirstReplies::requireReply);
      // A peer is idle since the listing that first showed its latest activity.
      awaitSweeps(gateway);

      gateway.process().signal("STOP");
      Client late = meanwhile(site, wg, other, talking);
      int evictions = evictionsLogged(gateway).size();
      gateway.process().signal("CONT");
      awaitSweeps(gateway);

      other.requireUntouched();
      requireGone(wg, idle);
      requireAsTheControlPlaneSays(wg, talking.clients());
      // It may have been answered at once, and be idle again by now.
      FirstReplies.requireReply(late.forgetSession());
      requireNobodyInUseEvicted(gateway, talking, evictions);
      beside.awaitAnswer();
      steady.awaitAnswer();
      talk.close();
      beside.close();
      steady.close();
      assertThat(beside.lost()).as("lost by the other program's client").isEmpty();
      assertThat(steady.lost()).as("lost by a client whose peer nobody changed").isEmpty();
      idle.clients().forEach(client -> FirstReplies.requireReply(client.forgetSession()));
      other.requireUntouched();
    }
  }

  private static SteadyPing steady(World world, Client client) {
    SteadyPing steady = world.own(SteadyPing.start(client.join(), "0.1", folder));
    steady.awaitAnswer();
    return steady;
  }

  private static Client client(Site site, int index) {
    return Client.of(site, Member.of(0, index), WG, Family.IPV4);
  }

  private static List<Client> clients(Site site, int first, int count) {
    return IntStream.range(first, first + count).mapToObj(index -> client(site, index)).toList();
  }

  private static GatewayProcess gateway(World world, ControlPlaneProcess controlPlane) {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name(), "--source", "pcap"));
    flags.addAll(
        GatewayProcess.set(
            "eviction.accept-session-loss=true",
            "eviction.lossless-floor=5s",
            "eviction-policy.idle.after=10s",
            "eviction.adoption-grace=1s",
            "eviction.every=2s"));
    return world
        .own(GatewayProcess.launch(world.gateway(), "suspended", STATUS_PORT, flags))
        .awaitStarted();
  }

  /**
   * Changes the state while the gateway is stopped; returns a client that has initiated and is not
   * answered yet.
   */
  private Client meanwhile(Site site, WireGuardInterface wg, OtherProgram other, Crowd talking) {
    other.add();
    other.change();
    other.remove();
    Client late = client(site, MEMBERS - 1).join().knock();
    LockSupport.parkNanos(time.toNanos());
    wg.removePeer(talking.clients().get(0).publicKey());
    wg.peer(
        PeerConfig.builder(talking.clients().get(1).publicKey())
            .allowedIp(IpPrefix.parse("10.201.0.1/32"))
            .build());
    other.step();
    other.requireUntouched();
    late.knock();
    return late;
  }

  /** One sweep may be under way, and two follow it. */
  private static void awaitSweeps(GatewayProcess gateway) {
    double before = gateway.metric("jit_sweeps_total");
    eventually(() -> gateway.metric("jit_sweeps_total") >= before + 3);
  }

  private static void requireGone(WireGuardInterface wg, Crowd idle) {
    Set<PublicKey> present = keys(wg);
    assertThat(idle.clients()).extracting(Client::publicKey).noneMatch(present::contains);
  }

  private static Set<PublicKey> keys(WireGuardInterface wg) {
    return wg.dump().peers().stream()
        .map(WireGuardDump.Peer::publicKey)
        .collect(Collectors.toSet());
  }

  /** The removed peer returns by itself, once its client's session has expired. */
  private static void requireAsTheControlPlaneSays(WireGuardInterface wg, List<Client> talking) {
    talking.get(0).forgetSession();
    for (Client client : talking) {
      List<IpPrefix> wanted = List.copyOf(client.member().config().allowedIps());
      eventually(
          () ->
              wg.dump().find(client.publicKey()).map(WireGuardDump.Peer::allowedIps).stream()
                  .anyMatch(wanted::equals));
      FirstReplies.requireReply(client);
    }
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }

  private static void requireNobodyInUseEvicted(GatewayProcess gateway, Crowd talking, int before) {
    List<String> since = evictionsLogged(gateway);
    for (Client client : talking.clients()) {
      assertThat(since.subList(before, since.size()))
          .as("evictions after it went on")
          .noneMatch(line -> line.contains(client.publicKey().toBase64()));
    }
  }

  private static List<String> evictionsLogged(GatewayProcess gateway) {
    return gateway.process().output().lines().filter(l -> l.contains("peer evicted")).toList();
  }
}
