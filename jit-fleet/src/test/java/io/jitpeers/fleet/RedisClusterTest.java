package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.testkit.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @TempDir private Path folder;
  private final List<RedisServer> servers = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    List<Integer> buses = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      buses.add(RedisServer.freePort());
      servers.add(
          RedisServer.start(
              folder.resolve("" + i),
              "--cluster-enabled",
              "yes",
              "--cluster-port",
              "" + buses.get(i)));
    }
    int next = 0;
    for (int i = 0; i < 3; i++) {
      int last = SLOTS * (i + 1) / 3 - 1;
      String range = next + " " + last;
      assertThat(servers.get(i).command("CLUSTER ADDSLOTSRANGE " + range)).startsWith("+OK");
      next = last + 1;
    }
    for (int i = 1; i < 3; i++) {
      String meet = "CLUSTER MEET 127.0.0.1 " + servers.get(i).port() + " " + buses.get(i);
      assertThat(servers.get(0).command(meet)).startsWith("+OK");
    }
    for (RedisServer server : servers) {
      Await.until(
          "the cluster is whole",
          () -> server.command("CLUSTER INFO").contains("cluster_state:ok"));
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
    String url =
        "redis-cluster://127.0.0.1:"
            + servers.get(0).port()
            + ",127.0.0.1:"
            + servers.get(1).port();
    try (RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(url).build())) {
      fleet.start();
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
}
