package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A primary with a replica, watched by a Sentinel. */
@Tag("redis")
@Timeout(300)
class RedisSentinelTest {
  @TempDir private Path folder;
  private final FleetProbe probe = new FleetProbe();

  /** Starts a Sentinel that declares the primary dead after a second without answers. */
  private RedisServer sentinel(int primary) throws Exception {
    Path file =
        Files.writeString(
            Files.createDirectories(folder.resolve("sentinel")).resolve("sentinel.conf"),
            """
            sentinel monitor main 127.0.0.1 %d 1
            sentinel down-after-milliseconds main 1000
            sentinel failover-timeout main 5000
            """
                .formatted(primary));
    return RedisServer.startSentinel(folder.resolve("sentinel"), file);
  }

  @Test
  void theReplicaThatTakesOverIsFoundAndHasTheMarks() throws Exception {
    try (RedisServer primary = RedisServer.start(folder.resolve("primary"));
        RedisServer replica =
            RedisServer.start(
                folder.resolve("replica"),
                "--replicaof",
                "127.0.0.1",
                Integer.toString(primary.port()));
        RedisServer sentinel = sentinel(primary.port());
        RedisFleet fleet =
            new RedisFleet(
                RedisFleetOptions.builder("redis-sentinel://127.0.0.1:" + sentinel.port() + "/main")
                    .build())) {
      Await.until(
          "the Sentinel knows the replica",
          () -> sentinel.command("SENTINEL replicas main").contains("" + replica.port()));
      FleetDirectory directory = fleet.directory();
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      Await.until("the replica has the mark", () -> replica.command("DBSIZE").startsWith(":2"));
      DirectoryProbe peer = new DirectoryProbe();
      directory.watch(peer);
      peer.awaitHears(directory);

      primary.kill();
      probe.awaitAnswers(fleet);
      assertThat(replica.command("ROLE")).contains("master");
      assertThat(probe.isAcceptedAgain(fleet)).isFalse();
      peer.heard.clear();
      peer.awaitHears(directory);
    }
  }
}
