package io.jitpeers.kerneltests.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.fleet.FleetWorld.Gateway;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.FirstReplies;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.testkit.wireguard.FakeClient;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three gateway programs with one key behind one address, Debian's redis-server and nginx. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** How long the engine is down. */
  private static final String OUTAGE_SECONDS = "30";

  @TempDir static Path folder;

  private final SecureRandom random = new SecureRandom();
  private FleetWorld world;
  private Gateway a;
  private Gateway b;
  private Gateway c;

  @BeforeAll
  void start() {
    world = new FleetWorld(folder);
    a = world.start("a");
    b = world.start("b");
    c = world.start("c");
  }

  @AfterAll
  void close() {
    world.close();
  }

  private static void eventually(BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).isTrue();
  }

  private Client client(int index) {
    Member member = Member.of(FleetWorld.WG.network(), index);
    return Client.of(world.clients(), member, FleetWorld.WG, FleetWorld.ADDRESS).join();
  }

  /** Returns an initiation of a member, as its client sends it now. */
  private byte[] initiation(Member member) {
    PublicKey gateway = FleetWorld.WG.privateKey().publicKey();
    return FakeClient.of(member.privateKey(), gateway, random)
        .initiation(Tai64n.of(TimeSource.system().wallTime()), random.nextInt());
  }

  /** Sends a datagram from the clients' namespace to the gateways' address. */
  private void send(byte[] datagram) throws Exception {
    InetSocketAddress to = new InetSocketAddress(FleetWorld.ADDRESS, FleetWorld.WG.port());
    world
        .clients()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(datagram, datagram.length, to));
              }
              return true;
            });
  }

  /** Has gateway A accept an initiation of a member, and returns it. */
  private byte[] acceptedAtA(Member member) throws Exception {
    byte[] initiation = initiation(member);
    world.routeTo(a);
    send(initiation);
    eventually(() -> a.has(member.publicKey()));
    return initiation;
  }

  private void requireRefused(Gateway where, byte[] recording, Member member) throws Exception {
    double before = where.packets("replayed");
    world.routeTo(where);
    send(recording);
    eventually(() -> where.packets("replayed") > before);
    assertThat(where.has(member.publicKey())).isFalse();
  }

  @Test
  @Order(1)
  void aRecordingFromOneGatewayIsRefusedAtTheOthers() throws Exception {
    Member member = Member.of(FleetWorld.WG.network(), 0);
    byte[] recording = acceptedAtA(member);
    requireRefused(b, recording, member);
    requireRefused(c, recording, member);
    eventually(() -> b.process().metric("jit_fleet_refused_total") > 0);
  }

  @Test
  @Order(2)
  void aClientThatRoamsIsServedByItsFirstInitiation() {
    Client client = client(1);
    for (Gateway gateway : new Gateway[] {a, b, c, a}) {
      world.routeTo(gateway);
      FirstReplies.requireAtOnce(client.forgetSession());
      assertThat(gateway.has(client.publicKey())).isTrue();
    }
  }

  @Test
  @Order(3)
  void aRevocationReachesAll() {
    Client client = client(2);
    for (Gateway gateway : new Gateway[] {a, b, c}) {
      world.routeTo(gateway);
      FirstReplies.requireAtOnce(client.forgetSession());
    }
    client.leave();
    world.revoke(client.publicKey());
    eventually(() -> world.gateways().noneMatch(gateway -> gateway.has(client.publicKey())));
  }

  @Test
  @Order(4)
  void withoutTheEngineNewClientsAreServedAndItCatchesUp() throws Exception {
    Process outage = new ProcessBuilder("sleep", OUTAGE_SECONDS).start();
    world.engine().kill();
    eventually(() -> world.gateways().allMatch(gateway -> reachable(gateway) == 0));
    roamDuring(outage);
    Client client = client(3);
    world.routeTo(a);
    FirstReplies.requireAtOnce(client);
    Member member = Member.of(FleetWorld.WG.network(), 4);
    byte[] recording = acceptedAtA(member);
    assertThat(a.process().metric("jit_fleet_unanswered_total")).isPositive();

    world.engine().start();

    eventually(() -> world.gateways().allMatch(gateway -> reachable(gateway) == 1));
    eventually(() -> a.process().metric("jit_fleet_waiting") == 0);
    // Before packets are routed to b: on a slow machine the client itself may initiate meanwhile.
    assertThat(b.has(client.publicKey())).isFalse();
    requireRefused(b, recording, member);
    FirstReplies.requireAtOnce(client.forgetSession());
    assertThat(b.has(client.publicKey())).isTrue();
  }

  /** A client moves between the gateways, again and again, until a process ends. */
  private void roamDuring(Process outage) {
    Client client = client(5);
    do {
      for (Gateway gateway : new Gateway[] {a, b, c}) {
        world.routeTo(gateway);
        FirstReplies.requireAtOnce(client.forgetSession());
      }
    } while (outage.isAlive());
    client.leave();
  }

  private static double reachable(Gateway gateway) {
    return gateway.process().metric("jit_fleet_reachable");
  }
}
