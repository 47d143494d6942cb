package io.jitpeers.benchmarks.kernel.failover;

import io.jitpeers.kerneltests.gateway.fleet.FleetWorld;
import io.jitpeers.kerneltests.gateway.fleet.FleetWorld.Gateway;
import io.jitpeers.kerneltests.gateway.process.ExamplesProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.SteadyPing;
import io.jitpeers.kerneltests.support.Await;
import io.jitpeers.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Measures for how long clients that ping at a steady pace get no answer. Each measurement uses new
 * clients. Not thread-safe.
 */
final class Interruptions {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PATIENCE_SECONDS = 20;
  private static final double MILLIS = 1_000;

  private final FleetWorld world;
  private final int count;
  private final Path folder;
  private final List<Double> followed = new ArrayList<>();
  private int members;

  Interruptions(FleetWorld world, int count) throws IOException {
    this.world = world;
    this.count = count;
    this.folder = Files.createTempDirectory("pings");
  }

  private List<Client> join(int more) {
    int first = members;
    members += more;
    List<Client> made =
        IntStream.range(first, members)
            .mapToObj(index -> Member.of(FleetWorld.WG.network(), index))
            .map(member -> Client.of(world.clients(), member, FleetWorld.WG, FleetWorld.ADDRESS))
            .toList();
    Client.join(made);
    return made;
  }

  private static void await(String what, java.util.function.BooleanSupplier condition)
      throws IOException {
    if (!Await.until(PATIENCE, condition)) {
      throw new IOException(what + " did not happen within " + PATIENCE);
    }
  }

  private static void requireAnswer(Client client) throws IOException {
    if (client.ping(PATIENCE_SECONDS).isEmpty()) {
      throw new IOException("no answer to the ping of " + client);
    }
  }

  /**
   * Lets clients connect to a gateway before it is measured. The gateway's JVM thereby compiles the
   * code that it runs often, as in a gateway that has been running for a long time.
   */
  void warmUp(Gateway gateway, int clients) throws IOException {
    world.routeTo(gateway);
    for (Client client : join(clients)) {
      requireAnswer(client);
      client.leave();
    }
  }

  /**
   * Lets clients ping through one gateway, kills that gateway, and then routes the clients' packets
   * to another gateway. Returns, for each client, how many milliseconds passed from the change of
   * the route until the client got an answer.
   */
  List<Double> byKilling(Gateway serving, Gateway next) throws IOException {
    world.routeTo(serving);
    double before = located(serving);
    List<Client> clients = join(count);
    List<SteadyPing> pings = new ArrayList<>();
    List<Double> millis = new ArrayList<>();
    try {
      for (Client client : clients) {
        pings.add(SteadyPing.start(client, "0.1", folder));
      }
      await(
          "an answer to each client", () -> pings.stream().allMatch(p -> p.answered().size() > 5));
      // The locations are written within a second after the handshakes.
      await("the locations", () -> located(serving) >= before + count);
      long routes = world.privateRoutesTo(next);
      serving.process().process().kill();
      serving.where().run("ip", "link", "delete", FleetWorld.WG.name());
      world.routeTo(next);
      double begun = seconds();
      await("the private host's routes", () -> world.privateRoutesTo(next) >= routes + count);
      followed.add((seconds() - begun) * MILLIS);
      await(
          "an answer after the failover",
          () -> pings.stream().allMatch(p -> after(p, begun).isPresent()));
      for (SteadyPing ping : pings) {
        millis.add((after(ping, begun).getAsDouble() - begun) * MILLIS);
      }
    } finally {
      pings.forEach(SteadyPing::close);
    }
    clients.forEach(Client::leave);
    return millis;
  }

  /**
   * Returns, for each killed gateway, how many milliseconds passed from the move of its clients to
   * another gateway until the private host's routes to all these clients led to the other gateway.
   * The private host is a machine in the private network behind the gateways.
   */
  List<Double> followed() {
    return List.copyOf(followed);
  }

  private static double located(Gateway gateway) {
    return gateway.process().metric("jit_fleet_located");
  }

  private static double seconds() {
    return seconds(TimeSource.system().wallTime());
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() / 1e9;
  }

  private static OptionalDouble after(SteadyPing ping, double begun) {
    return ping.answeredAt().stream().mapToDouble(at -> at).filter(at -> at > begun).min();
  }

  /**
   * Measures one client after another. The client connects, the gateway evicts the client's peer,
   * and then the client pings again with its old session. Returns, for each client, for how many
   * milliseconds the pings after the eviction got no answer.
   */
  List<Double> byEvicting(Gateway gateway) throws IOException {
    world.routeTo(gateway);
    List<Double> millis = new ArrayList<>();
    for (Client client : join(count)) {
      requireAnswer(client);
      await("the eviction of " + client, () -> !gateway.has(client.publicKey()));
      try (SteadyPing ping = SteadyPing.start(client, "0.01", folder)) {
        await("an answer to " + client, () -> !ping.answered().isEmpty());
        // The pings before the first answered one were lost.
        millis.add((ping.answered().get(0) - 1) * 10.0);
      }
      client.leave();
    }
    return millis;
  }

  /**
   * Connects clients, one after another. Each client connects to all given gateways, so that every
   * gateway has the client's peer. Then the peer is revoked. Returns, for each client, how many
   * milliseconds passed from the moment when the fleet's engine took the revocation until no
   * gateway had the peer in its kernel.
   */
  List<Double> byRevoking(List<Gateway> gateways) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (Client client : join(count)) {
      for (Gateway gateway : gateways) {
        world.routeTo(gateway);
        requireAnswer(client.forgetSession());
      }
      client.leave();
      try (ExamplesProcess revoking = world.startRevoking(client.publicKey())) {
        await(
            "the removal of " + client,
            () -> gateways.stream().noneMatch(gateway -> gateway.has(client.publicKey())));
        double removed = seconds();
        if (revoking.awaitEnd() != 0) {
          throw new IOException("The revocation failed: " + revoking.output());
        }
        millis.add((removed - seconds(world.announcedAt())) * MILLIS);
      }
    }
    return millis;
  }
}
