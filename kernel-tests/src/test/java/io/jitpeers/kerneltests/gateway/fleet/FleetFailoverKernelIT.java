package io.jitpeers.kerneltests.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.fleet.FleetWorld.Gateway;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.InitiationCount;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.support.Await;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
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

/** Clients whose packets reach another gateway than the one with their sessions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetFailoverKernelIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  private FleetWorld world;
  private Gateway a;
  private Gateway b;

  @BeforeAll
  void start() {
    world = new FleetWorld(folder);
    a = world.start("a", "eviction.every=2s");
    b = world.start("b", "eviction.every=2s");
  }

  @AfterAll
  void close() {
    world.close();
  }

  private static void eventually(String what, BooleanSupplier condition) {
    assertThat(Await.until(PATIENCE, condition)).as(what).isTrue();
  }

  private Client client(int index) {
    Member member = Member.of(FleetWorld.WG.network(), index);
    Client client = Client.of(world.clients(), member, FleetWorld.WG, FleetWorld.ADDRESS).join();
    world.introducePrivateHost(client);
    return client;
  }

  private void requireFollowed(Client client, Gateway to) {
    eventually(
        "the private host's route to " + client + " leads to " + to.name(),
        () -> world.privateRouteTo(client.member()).equals(to.name()));
    eventually("the private host reaches " + client, () -> world.privatePing(client));
  }

  /** A counter changes a moment after the device. */
  private static void requireOne(Gateway at, String meter, String... tags) {
    eventually(meter, () -> at.process().metric(meter, tags) > 0);
    assertThat(at.process().metric(meter, tags)).as(meter).isOne();
  }

  /** The client has a session with A when its packets begin to reach B. */
  @Test
  @Order(1)
  void aClientMovesInMidTrafficWithoutAnInitiationOfItsOwn() {
    Client client = client(0);
    world.routeTo(a);
    try (SteadyPing ping = SteadyPing.start(client, "0.2", folder)) {
      ping.awaitAnswer();
      requireFollowed(client, a);
      try (InitiationCount handshakes = InitiationCount.start(world.clients(), FleetWorld.WG)) {
        world.routeTo(b);
        eventually("B initiates", () -> handshakes.ofGateway() > 0);
        ping.awaitAnswer();
        assertThat(handshakes.ofClients()).as("initiations of the client").isZero();
        assertThat(handshakes.ofGateway()).as("initiations of B").isOne();
      }
      requireFollowed(client, b);
      eventually("A evicts the peer", () -> !a.has(client.publicKey()));
      requireOne(a, "jit_evictions_total", "moved");
      requireOne(b, "jit_recoveries_total", "recovered");
      requireOne(b, "jit_fleet_arrivals_total");
    }
    client.leave();
  }

  /** B's program and its interface are gone, as if its machine had lost its power. */
  @Test
  @Order(2)
  void whenAGatewayIsLostItsClientsAreTakenOver() {
    Client client = client(1);
    world.routeTo(b);
    try (SteadyPing ping = SteadyPing.start(client, "0.2", folder)) {
      ping.awaitAnswer();
      requireFollowed(client, b);
      try (InitiationCount handshakes = InitiationCount.start(world.clients(), FleetWorld.WG)) {
        b.process().process().kill();
        b.where().run("ip", "link", "delete", FleetWorld.WG.name());
        world.routeTo(a);
        eventually("A initiates", () -> handshakes.ofGateway() > 0);
        ping.awaitAnswer();
        assertThat(handshakes.ofClients()).as("initiations of the client").isZero();
        assertThat(handshakes.ofGateway()).as("initiations of A").isOne();
      }
      requireFollowed(client, a);
      assertThat(a.has(client.publicKey())).isTrue();
    }
    client.leave();
  }

  /**
   * Anyone can send data with the source address of a client, as here after it has left. The kernel
   * initiates once for each install, and again every 5 s.
   */
  @Test
  @Order(3)
  void aFloodOfDataWithAClientsAddressInstallsItsPeerOnce() throws Exception {
    Client client = client(2);
    world.routeTo(a);
    client.knock();
    requireFollowed(client, a);
    int port = client.port();
    client.leave();
    double lost = a.process().metric("jit_peers_lost_total");
    a.where()
        .run("wg", "set", FleetWorld.WG.name(), "peer", client.publicKey().toBase64(), "remove");
    eventually("A misses the peer", () -> a.process().metric("jit_peers_lost_total") > lost);
    double before = recovered();
    try (InitiationCount handshakes = InitiationCount.start(world.clients(), FleetWorld.WG)) {
      flood(port, 20_000);
      eventually("an initiation arrives", () -> handshakes.ofGateway() > 0);
    }
    // Counted a moment after the kernel has initiated.
    eventually("A counts the recovery", () -> recovered() > before);
    assertThat(recovered() - before).isOne();
  }

  private double recovered() {
    return a.process().metric("jit_recoveries_total", "recovered");
  }

  /** Sends transport data messages with an index that no gateway knows. */
  private void flood(int fromPort, int count) throws Exception {
    byte[] data = new byte[128];
    data[0] = 4;
    InetSocketAddress to = new InetSocketAddress(FleetWorld.ADDRESS, FleetWorld.WG.port());
    world
        .clients()
        .call(
            () -> {
              try (DatagramSocket socket = new DatagramSocket(fromPort)) {
                for (int i = 0; i < count; i++) {
                  socket.send(new DatagramPacket(data, data.length, to));
                }
              }
              return true;
            });
  }
}
