package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three servers. */
@Tag("redis")
@Timeout(300)
class RedisClusterTest {
  /** The number of hash slots of a cluster (Redis cluster specification). */
  private static final int SLOTS = 16_384;

  private static final int PRIMARIES = 3;

  @TempDir private Path folder;
  private final List<RedisServer> servers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    int next = 0;
    for (int i = 0; i < PRIMARIES; i++) {
      RedisServer server = join();
      int last = SLOTS * (i + 1) / PRIMARIES - 1;
      assertThat(server.command("CLUSTER ADDSLOTSRANGE " + next + " " + last)).startsWith("+OK");
      next = last + 1;
    }
    awaitWhole();
  }

  /** Starts a server that knows the first one. */
  private RedisServer join() throws Exception {
    AtomicInteger bus = new AtomicInteger();
    RedisServer server =
        RedisServer.start(
            folder.resolve("" + servers.size()),
            port -> {
              do {
                bus.set(RedisServer.freePort());
              } while (bus.get() == port);
              return List.of(
                  "--cluster-enabled",
                  "yes",
                  "--cluster-node-timeout",
                  "10000",
                  "--cluster-port",
                  "" + bus);
            });
    servers.add(server);
    if (servers.size() > 1) {
      String meet = "CLUSTER MEET 127.0.0.1 " + server.port() + " " + bus;
      assertThat(servers.get(0).command(meet)).startsWith("+OK");
    }
    return server;
  }

  private void awaitWhole() throws Exception {
    for (RedisServer server : servers) {
      Await.until(
          "the cluster is whole",
          () -> {
            String info = server.command("CLUSTER INFO");
            return info.contains("cluster_state:ok")
                && info.contains("cluster_known_nodes:" + servers.size());
          });
    }
  }

  @AfterEach
  void end() throws Exception {
    for (RedisServer server : servers) {
      server.close();
    }
  }

  @Test
  void marksAreSpreadAndEachIsFound() throws Exception {
    try (RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(url()).build())) {
      FleetProbe.start(fleet);
      for (int i = 0; i < 100; i++) {
        FleetProbe probe = new FleetProbe();
        probe.assertAnswers(fleet);
        assertThat(probe.isAcceptedAgain(fleet)).isFalse();
      }
    }
    int all = 0;
    for (RedisServer server : servers) {
      int size = Integer.parseInt(server.command("DBSIZE").substring(1).strip());
      assertThat(size).isPositive();
      all += size;
    }
    assertThat(all).as("one of them belongs to no key").isEqualTo(101);
  }

  @Test
  void locationsAreSpreadAndEachIsFound() throws Exception {
    try (RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(url()).build());
        RedisFleet other = new RedisFleet(RedisFleetOptions.builder(url()).build())) {
      FleetDirectory directory = fleet.directory();
      FleetDirectory elsewhere = other.directory();
      FleetProbe.start(fleet);
      FleetProbe.start(other);
      DirectoryProbe listener = new DirectoryProbe();
      elsewhere.watch(listener);
      listener.awaitHears(directory);
      List<PeerLocation> lost = new CopyOnWriteArrayList<>();
      elsewhere.watchMoves("one", lost::add);
      Await.until("it listens", other::isReachable);
      List<PeerLocation> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        DirectoryProbe probe = new DirectoryProbe();
        probe.claim(directory, "one");
        PeerLocation now = probe.claim(elsewhere, "two-" + i);
        all.add(now);
        assertThat(DirectoryProbe.answer(directory.locate(probe.key))).contains(now);
        assertThat(DirectoryProbe.answer(directory.locate(probe.address))).contains(now);
        assertThat(DirectoryProbe.answer(directory.locateEndpoint(probe.endpoint))).contains(now);
        Await.until("the change is heard", () -> listener.heard.contains(now.gateway()));
      }
      Await.until("a loss is heard", () -> lost.contains(all.get(99)));
      List<PeerLocation> visited = new ArrayList<>();
      DirectoryProbe.answer(directory.visit(visited::add));
      assertThat(visited).containsAll(all).hasSize(101);
      for (RedisServer server : servers) {
        assertThat(server.command("KEYS jit:l:*")).contains("jit:l:");
      }
      assertThat(DirectoryProbe.answer(directory.release(all.get(0).key(), all.get(0).gateway())))
          .isTrue();
      Await.until("the release is heard", () -> listener.heard.contains("left two-0"));
    }
  }

  private String url() {
    return "redis-cluster://127.0.0.1:"
        + servers.get(1).port()
        + ",127.0.0.1:"
        + servers.get(2).port();
  }

  private static void awaitAllAnswer(RedisFleet fleet) throws Exception {
    for (int i = 0; i < 50; i++) {
      new FleetProbe().awaitAnswers(fleet);
    }
  }

  private static void awaitLocations(RedisFleet fleet, DirectoryProbe listener) throws Exception {
    listener.awaitHears(fleet.directory());
    for (int i = 0; i < 50; i++) {
      DirectoryProbe probe = new DirectoryProbe();
      Await.until("it is claimed", () -> probe.isAnswered(fleet.directory(), "one"));
    }
    DirectoryProbe.answer(fleet.directory().visit(location -> {}));
  }

  /** The dead primary stays in the list of nodes until somebody removes it. */
  @Test
  void aPrimaryWhoseReplicaTookOverKeepsNobodyFromConnecting() throws Exception {
    String id = servers.get(0).command("CLUSTER MYID").strip().lines().skip(1).findFirst().get();
    RedisServer replica = join();
    awaitWhole();
    Await.until(
        "it is a replica", () -> replica.command("CLUSTER REPLICATE " + id).startsWith("+OK"));
    Await.until("it follows", () -> replica.command("ROLE").contains("connected"));
    try (RedisFleet before = new RedisFleet(RedisFleetOptions.builder(url()).build())) {
      FleetProbe.start(before);
      awaitAllAnswer(before);
      DirectoryProbe listener = new DirectoryProbe();
      before.directory().watch(listener);
      listener.awaitHears(before.directory());
      // Only now: a short timeout ends the cluster whenever the machine stands still for so long.
      for (RedisServer server : servers) {
        assertThat(server.command("CONFIG SET cluster-node-timeout 1000")).startsWith("+OK");
      }
      servers.get(0).kill();
      Await.until("it takes over", () -> replica.command("ROLE").contains("master"));
      awaitAllAnswer(before);
      awaitLocations(before, listener);
      try (RedisFleet after = new RedisFleet(RedisFleetOptions.builder(url()).build())) {
        after.directory();
        FleetProbe.start(after);
        awaitAllAnswer(after);
      }
    }
  }
}
