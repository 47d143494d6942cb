package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetListener;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.PublicKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connection to a real redis-server that fails in every way. */
@Tag("redis")
@Timeout(120)
class RedisFleetTest {
  @TempDir private Path folder;
  private final FleetProbe probe = new FleetProbe();

  /**
   * Loads the classes. If the first start took longer than it waits for the engine, it would not
   * report a refusal.
   */
  @BeforeAll
  static void warmUp(@TempDir Path place) throws Exception {
    try (RedisServer server = RedisServer.start(place);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
    }
  }

  @Test
  void aServerThatCrashesIsFoundAgain() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      server.kill();
      probe.awaitFailure(fleet);
      server.startAgain();
      probe.awaitAnswers(fleet);
      Await.until("it is reachable", fleet::isReachable);
    }
  }

  @Test
  void aServerThatHangsIsFoundAgain() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      server.hang();
      probe.awaitFailure(fleet);
      server.goOn();
      probe.awaitAnswers(fleet);
    }
  }

  @Test
  void anEngineThatIsNotThereAtTheStartIsFoundLater() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      server.kill();
      fleet.start();
      assertThat(fleet.isReachable()).isFalse();
      assertThat(probe.advance(fleet)).isEmpty();
      server.startAgain();
      probe.awaitAnswers(fleet);
    }
  }

  @Test
  void aWrongPasswordFailsTheStart() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "tell-nobody\n");
    try (RedisServer server =
            RedisServer.start(folder.resolve("server"), "--requirepass", "sesame");
        RedisFleet fleet =
            new RedisFleet(
                RedisFleetOptions.builder(server.url()).passwordFile(password).build())) {
      assertThatThrownBy(fleet::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("refuses this gateway: WRONGPASS")
          .satisfies(
              e -> assertThat(Throwables.getStackTraceAsString(e)).doesNotContain("tell-nobody"));
    }
  }

  @Test
  void aMissingPasswordFailsTheStart() throws Exception {
    try (RedisServer server = RedisServer.start(folder, "--requirepass", "sesame");
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      assertThatThrownBy(fleet::start).hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void aPasswordFileThatIsNotThereFailsTheStart() {
    Path missing = folder.resolve("missing");
    try (RedisFleet fleet =
        new RedisFleet(
            RedisFleetOptions.builder("redis://a.invalid").passwordFile(missing).build())) {
      assertThatThrownBy(fleet::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("the password file " + missing);
    }
  }

  @Test
  void aDatabaseThatIsNotThereFailsTheStart() throws Exception {
    try (RedisServer server = RedisServer.start(folder, "--databases", "1");
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url() + "/5").build())) {
      assertThatThrownBy(fleet::start).hasMessageContaining("DB index is out of range");
    }
  }

  @Test
  void theUserNeedsNoMoreThanTheDocumentedRights() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "sesame\n");
    try (RedisServer server = RedisServer.start(folder.resolve("server"))) {
      grantAsDocumented(server, "ACL SETUSER gateway on >PASSWORD ");
      try (RedisFleet fleet = fleetOf(server, password)) {
        FleetProbe.start(fleet);
        probe.assertAnswers(fleet);
        fleet.replayMarks().protect(probe.key).toCompletableFuture().get(1, TimeUnit.MINUTES);
        fleet
            .replayMarks()
            .epoch(probe.key, 3, false)
            .toCompletableFuture()
            .get(1, TimeUnit.MINUTES);
        assertThat(
                fleet
                    .replayMarks()
                    .forget(probe.key)
                    .toCompletableFuture()
                    .get(1, TimeUnit.MINUTES))
            .isTrue();
        List<PublicKey> revoked = new CopyOnWriteArrayList<>();
        fleet.watch(revokedTo(revoked));
        Await.until(
            "it hears",
            () -> {
              fleet.revoke(probe.key).toCompletableFuture().get(1, TimeUnit.MINUTES);
              return revoked.contains(probe.key);
            });
      }
    }
  }

  private static void grantAsDocumented(RedisServer server, String beginning) throws Exception {
    String command =
        Files.readAllLines(Path.of("..", "docs", "fleet.md")).stream()
            .filter(line -> line.startsWith(beginning))
            .findFirst()
            .orElseThrow();
    assertThat(server.command(command.replace("PASSWORD", "sesame"))).startsWith("+OK");
  }

  private static final String RIGHTS =
      "~jit:* resetchannels &jit:* -@all +hello +ping +client|setname +eval +evalsha"
          + " +get +set +time +pexpire +xadd +xread +xrange +xrevrange"
          + " +publish +subscribe +mget +scan +del";

  private RedisFleet fleetOf(RedisServer server, String rights) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "sesame\n");
    assertThat(server.command("ACL SETUSER gateway on >sesame " + rights)).startsWith("+OK");
    return fleetOf(server, password);
  }

  private static RedisFleet fleetOf(RedisServer server, Path password) {
    return new RedisFleet(
        RedisFleetOptions.builder(server.url()).user("gateway").passwordFile(password).build());
  }

  @Test
  void locationsNeedNoMoreThanTheDocumentedRights() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "sesame\n");
    try (RedisServer server = RedisServer.start(folder.resolve("server"));
        RedisFleet fleet = fleetOf(server, password)) {
      grantAsDocumented(server, "ACL SETUSER gateway on >PASSWORD ");
      grantAsDocumented(server, "ACL SETUSER gateway &jit:* ");
      FleetDirectory directory = fleet.directory();
      FleetProbe.start(fleet);
      DirectoryProbe peer = new DirectoryProbe();
      directory.watch(peer);
      peer.awaitHears(directory);
      List<PeerLocation> lost = new CopyOnWriteArrayList<>();
      directory.watchMoves("one", lost::add);
      Await.until(
          "it hears",
          () -> {
            peer.claim(directory, "one");
            peer.claim(directory, "two");
            return !lost.isEmpty();
          });
      assertThat(DirectoryProbe.answer(directory.locate(peer.address))).isPresent();
      assertThat(DirectoryProbe.answer(directory.locateEndpoint(peer.endpoint))).isPresent();
      DirectoryProbe.answer(directory.visit(lost::add));
      assertThat(DirectoryProbe.answer(directory.release(peer.key, "two"))).isTrue();
      Await.until("it is reachable", fleet::isReachable);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-publish",
        "-subscribe",
        "-mget",
        "-scan",
        "-del",
        "resetchannels",
        "resetchannels &jit:probe &jit:located"
      })
  void aMissingRightForLocationsFailsTheStartIfTheyAreUsed(String right) throws Exception {
    try (RedisServer server = RedisServer.start(folder.resolve("server"))) {
      try (RedisFleet fleet = fleetOf(server, RIGHTS + " " + right)) {
        fleet.directory();
        assertThatThrownBy(fleet::start)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("refuses this gateway");
      }
      try (RedisFleet fleet = fleetOf(server, RIGHTS + " " + right)) {
        FleetProbe.start(fleet);
        probe.assertAnswers(fleet);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-publish", "-subscribe"})
  void aMissingRightIsNoticedIfLocationsAreUsedLater(String right) throws Exception {
    try (RedisServer server = RedisServer.start(folder.resolve("server"));
        RedisFleet fleet = fleetOf(server, RIGHTS + " " + right)) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      fleet.directory().watch(new DirectoryProbe());
      Await.until("it is not reachable", () -> !fleet.isReachable());
      assertThat(server.command("ACL SETUSER gateway " + RIGHTS)).startsWith("+OK");
      Await.until("it is reachable", fleet::isReachable);
    }
  }

  private static FleetListener revokedTo(List<PublicKey> revoked) {
    return new FleetListener() {
      @Override
      public void revoked(PublicKey key) {
        revoked.add(key);
      }

      @Override
      public void changed(PublicKey key) {}

      @Override
      public void missed() {}
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"-evalsha", "-set", "-get", "-xrevrange", "resetkeys ~other:*"})
  void aMissingRightFailsTheStart(String right) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "sesame");
    try (RedisServer server = RedisServer.start(folder.resolve("server"))) {
      String rights = "~* resetchannels -@all +@all " + right;
      assertThat(server.command("ACL SETUSER gateway on >sesame " + rights)).startsWith("+OK");
      try (RedisFleet fleet =
          new RedisFleet(
              RedisFleetOptions.builder(server.url())
                  .user("gateway")
                  .passwordFile(password)
                  .build())) {
        assertThatThrownBy(fleet::start)
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("refuses this gateway");
      }
    }
  }

  @Test
  void anEngineThatIsFullIsNotReachable() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      server.command("CONFIG SET maxmemory 1");
      probe.awaitFailure(fleet);
      server.command("CONFIG SET maxmemory 0");
      probe.awaitAnswers(fleet);
      Await.until("it is reachable", fleet::isReachable);
    }
  }

  /** Otherwise the engine would take the client's only initiation for a replay of itself. */
  @Test
  void aTimestampThatWasSentIsNotSentAgainWhenTheConnectionIsLost() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
      server.hang();
      assertThat(probe.advance(fleet)).isEmpty();
      server.kill();
      server.startAgain();
      Await.until("it is reachable", fleet::isReachable);
      assertThat(probe.isAcceptedAgain(fleet)).as("it is the first time").isTrue();
    }
  }

  @Test
  void aServerThatBecomesAReplicaIsLeft() throws Exception {
    try (RedisServer server = RedisServer.start(folder.resolve("one"));
        RedisServer other = RedisServer.start(folder.resolve("other"));
        RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build())) {
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      assertThat(server.command("REPLICAOF 127.0.0.1 " + other.port())).startsWith("+OK");
      probe.awaitFailure(fleet);
      assertThat(server.command("REPLICAOF NO ONE")).startsWith("+OK");
      probe.awaitAnswers(fleet);
    }
  }

  @Test
  void afterCloseEverythingFails() throws Exception {
    try (RedisServer server = RedisServer.start(folder)) {
      RedisFleet fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build());
      FleetProbe.start(fleet);
      probe.assertAnswers(fleet);
      fleet.close();
      assertThat(probe.advance(fleet)).isEmpty();
      assertThat(fleet.isReachable()).isFalse();
    }
  }
}
