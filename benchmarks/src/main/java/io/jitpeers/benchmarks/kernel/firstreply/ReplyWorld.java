package io.jitpeers.benchmarks.kernel.firstreply;

import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.ways.InitiationQueue;
import io.jitpeers.kerneltests.gateway.ways.Way;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Crowd;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A gateway's namespace, a control plane on the loopback interface of that namespace, and a site
 * with clients that the gateway does not know yet. Not thread-safe.
 */
final class ReplyWorld implements AutoCloseable {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final int PATIENCE_SECONDS = 20;
  private static final int AT_ONCE = 10;

  /** Raises the limits per source, because all clients have the same address. */
  private static final List<String> ONE_ADDRESS =
      GatewayProcess.set("admission.per-source-rate=200", "admission.per-source-burst=400");

  private final World world = new World();
  private final Site site;
  private final WireGuardInterface wg;
  private final ControlPlaneProcess controlPlane;
  private int members;

  /**
   * Creates the world.
   *
   * @param known the number of clients that the control plane knows
   */
  ReplyWorld(int known) throws IOException {
    site = world.site("clients");
    controlPlane =
        world.own(
            ControlPlaneProcess.start(
                world.gateway(),
                Files.createTempDirectory(FirstReply.NAME),
                Member.first(0, known)));
    wg = WG.create(world.gateway());
  }

  void roundTrip(Duration time) {
    site.roundTrip(time);
  }

  /** A task that uses a gateway. */
  @FunctionalInterface
  interface Work {
    void run(GatewayProcess gateway) throws IOException;
  }

  /**
   * Starts a gateway, runs a task once the gateway reports that it has started, and ends the
   * gateway.
   */
  void withGateway(Way way, Work work) throws IOException {
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name()));
    flags.addAll(way.flags());
    flags.addAll(ONE_ADDRESS);
    if (!way.hasQueue()) {
      launch(way, flags, work);
      return;
    }
    InitiationQueue queue = InitiationQueue.add(world.gateway(), WG);
    try {
      launch(way, flags, work);
    } finally {
      queue.remove();
    }
  }

  private void launch(Way way, List<String> flags, Work work) throws IOException {
    try (GatewayProcess gateway =
        GatewayProcess.launch(world.gateway(), way.name(), STATUS_PORT, flags)) {
      gateway.awaitStarted();
      work.run(gateway);
    }
  }

  /** Configures new clients. They send nothing yet. */
  List<Client> join(int count, Family family) {
    int first = members;
    members += count;
    List<Client> made =
        IntStream.range(first, members)
            .mapToObj(index -> Client.of(site, Member.of(0, index), WG, family))
            .toList();
    Client.join(made);
    return made;
  }

  /**
   * Pings from one client after another. Returns how many milliseconds the first ping of each
   * client takes.
   *
   * @param resident whether to install each client's peer before the client's ping
   */
  List<Double> firstReplies(List<Client> clients, boolean resident) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (Client client : clients) {
      if (resident) {
        wg.peer(client.member().config());
      }
      millis.add(firstReply(client));
    }
    leave(clients);
    return millis;
  }

  /** Returns how many milliseconds the first ping of a client takes. */
  double firstReply(Client client) throws IOException {
    return client
        .ping(PATIENCE_SECONDS)
        .orElseThrow(() -> new IOException("No answer to the ping of " + client));
  }

  /** Removes clients. */
  void leave(List<Client> clients) {
    // All clients leave in one command, because a process for each client would take long on a
    // User-Mode Linux.
    Crowd.of(clients).leave();
  }

  /** Lets new clients connect without measuring them, several at a time. */
  void serve(int count) throws IOException {
    for (int left = count; left > 0; left -= AT_ONCE) {
      Crowd crowd = Crowd.of(join(Math.min(left, AT_ONCE), Family.IPV4));
      if (crowd.ping(PATIENCE_SECONDS).size() < crowd.clients().size()) {
        throw new IOException("No answer to a ping of " + crowd.clients());
      }
      crowd.leave();
    }
  }

  @Override
  public void close() {
    world.close();
  }
}
