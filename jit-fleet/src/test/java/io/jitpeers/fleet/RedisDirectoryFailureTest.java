package io.jitpeers.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.Claim;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.IpPrefix;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locations in a real redis-server that fails, forgets or contains something else. */
@Tag("redis")
@Timeout(300)
class RedisDirectoryFailureTest {
  @TempDir private Path folder;
  private final DirectoryProbe probe = new DirectoryProbe();
  private RedisServer server;
  private RedisFleet fleet;
  private FleetDirectory directory;

  @BeforeEach
  void connect() throws Exception {
    server = RedisServer.start(folder);
    fleet = new RedisFleet(RedisFleetOptions.builder(server.url()).build());
    directory = fleet.directory();
    FleetProbe.start(fleet);
  }

  @AfterEach
  void end() {
    fleet.close();
    server.close();
  }

  private long life(String name) {
    return Long.parseLong(server.command("TTL " + name).substring(1).strip());
  }

  private List<String> namesOfAll() {
    return server
        .command("KEYS jit:[lae]:*")
        .lines()
        .filter(line -> line.contains("jit:"))
        .toList();
  }

  @Test
  void allThatIsWrittenRunsOut() throws Exception {
    probe.claim(directory, "one");
    assertThat(namesOfAll()).hasSize(3);
    assertThat(life(probe.name())).isBetween(1L, 600L);
    LocationNames names = new LocationNames("jit:");
    IpPrefix inside = IpPrefix.masked(probe.address, 32);
    assertThat(life(DirectoryProbe.quoted(names.allowedIp(inside)))).isBetween(1L, 600L);
    assertThat(life(DirectoryProbe.quoted(names.endpoint(probe.endpoint)))).isBetween(1L, 600L);
  }

  @Test
  void aClaimRenewsTheTimeToLive() throws Exception {
    probe.claim(directory, "one");
    assertThat(server.command("EXPIRE " + probe.name() + " 100")).startsWith(":1");
    probe.claim(directory, "one");
    assertThat(life(probe.name())).isBetween(101L, 600L);
    server.command("EXPIRE " + probe.name() + " 100");
    PeerLocation older = new PeerLocation(probe.key, "two", null, null, List.of());
    assertThat(DirectoryProbe.answer(directory.claim(older)).accepted()).isFalse();
    assertThat(life(probe.name())).isBetween(1L, 100L);
    probe.claim(directory, "two");
    assertThat(life(probe.name())).isBetween(101L, 600L);
  }

  @Test
  void aLocationThatRanOutIsNotFoundByItsAddresses() throws Exception {
    probe.claim(directory, "one");
    server.command("PEXPIRE " + probe.name() + " 1");
    Await.until("it runs out", () -> DirectoryProbe.answer(directory.locate(probe.key)).isEmpty());
    assertThat(namesOfAll()).hasSize(2);
    assertThat(DirectoryProbe.answer(directory.locate(probe.address))).isEmpty();
    assertThat(DirectoryProbe.answer(directory.locateEndpoint(probe.endpoint))).isEmpty();
    PeerLocation now = new PeerLocation(probe.key, "two", null, null, List.of());
    assertThat(DirectoryProbe.answer(directory.claim(now))).isEqualTo(Claim.accepted(null));
  }

  @Test
  void garbageCountsAsAbsent() throws Exception {
    byte[] cut = LocationCodec.encode(probe.next("other"));
    cut = Arrays.copyOf(cut, cut.length - 1);
    for (byte[] garbage : List.of(new byte[0], DirectoryProbe.ascii("garbage"), cut)) {
      server.command("SET " + probe.name() + " " + DirectoryProbe.quoted(garbage));
      assertThat(DirectoryProbe.answer(directory.locate(probe.key))).isEmpty();
      assertThat(DirectoryProbe.answer(directory.release(probe.key, "one"))).isFalse();
      List<PeerLocation> visited = new CopyOnWriteArrayList<>();
      DirectoryProbe.answer(directory.visit(visited::add));
      assertThat(visited).isEmpty();
      PeerLocation without = new PeerLocation(probe.key, "one", null, null, List.of());
      assertThat(DirectoryProbe.answer(directory.claim(without))).isEqualTo(Claim.accepted(null));
      assertThat(DirectoryProbe.answer(directory.locate(probe.key))).contains(without);
      server.command("SET " + probe.name() + " " + DirectoryProbe.quoted(garbage));
      PeerLocation with = probe.next("one");
      assertThat(DirectoryProbe.answer(directory.claim(with))).isEqualTo(Claim.accepted(null));
    }
  }

  @Test
  void garbageInTheIndexIsPassedOver() throws Exception {
    DirectoryProbe wide = new DirectoryProbe();
    IpPrefix all = IpPrefix.parse("10.0.0.0/8");
    PeerLocation location = new PeerLocation(wide.key, "one", null, wide.endpoint, List.of(all));
    DirectoryProbe.answer(directory.claim(location));
    probe.claim(directory, "one");
    LocationNames names = new LocationNames("jit:");
    IpPrefix inside = IpPrefix.masked(probe.address, 32);
    String entry = DirectoryProbe.quoted(names.allowedIp(inside));
    String stranger = DirectoryProbe.quoted(new DirectoryProbe().key.toBytes());
    for (String garbage : List.of("garbage", stranger, DirectoryProbe.quoted(wide.key.toBytes()))) {
      assertThat(server.command("SET " + entry + " " + garbage)).startsWith("+OK");
      assertThat(DirectoryProbe.answer(directory.locate(probe.address))).contains(location);
    }
    String endpoint = DirectoryProbe.quoted(names.endpoint(probe.endpoint));
    for (String garbage : List.of("garbage", stranger, DirectoryProbe.quoted(wide.key.toBytes()))) {
      assertThat(server.command("SET " + endpoint + " " + garbage)).startsWith("+OK");
      assertThat(DirectoryProbe.answer(directory.locateEndpoint(probe.endpoint))).isEmpty();
    }
  }

  @Test
  void aNameOfAnotherTypeFailsTheStage() throws Exception {
    server.command("LPUSH " + probe.name() + " garbage");
    assertThatThrownBy(() -> DirectoryProbe.answer(directory.claim(probe.next("one"))))
        .hasMessageContaining("WRONGTYPE");
    assertThatThrownBy(() -> DirectoryProbe.answer(directory.locate(probe.key)))
        .hasMessageContaining("WRONGTYPE");
    DirectoryProbe.answer(directory.visit(location -> {}));
  }

  @Test
  void tooManyAllowedIpsFailTheStage() {
    IpPrefix one = IpPrefix.parse("10.0.0.1/32");
    PeerLocation large =
        new PeerLocation(probe.key, "one", null, null, Collections.nCopies(20_000, one));
    assertThatThrownBy(() -> DirectoryProbe.answer(directory.claim(large)))
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void messagesOfOthersAreIgnored() throws Exception {
    directory.watch(probe);
    probe.awaitHears(directory);
    probe.heard.clear();
    server.command("PUBLISH jit:located garbage");
    server.command("PUBLISH jit:located +" + "k".repeat(100));
    server.command("PUBLISH jit:located \"-" + "k".repeat(32) + " \"");
    probe.awaitHears(directory);
    assertThat(probe.heard).allSatisfy(heard -> assertThat(heard).startsWith("gateway-"));
  }

  @Test
  void aVisitorThatThrowsFailsTheStage() throws Exception {
    probe.claim(directory, "one");
    assertThatThrownBy(
            () ->
                DirectoryProbe.answer(
                    directory.visit(
                        location -> {
                          throw new IllegalStateException("a test's");
                        })))
        .hasRootCauseMessage("a test's");
  }

  @Test
  void afterACrashListenersAreToldAndHearAgain() throws Exception {
    directory.watch(probe);
    List<PeerLocation> lost = new CopyOnWriteArrayList<>();
    directory.watchMoves("one", lost::add);
    probe.awaitHears(directory);
    assertThat(probe.heard.get(0)).isEqualTo("missed");
    server.kill();
    Await.until("it fails", () -> !probe.isAnswered(directory, "nobody"));
    assertThat(fleet.isReachable()).isFalse();
    probe.heard.clear();
    server.startAgain();
    probe.awaitHears(directory);
    assertThat(probe.heard.get(0)).isEqualTo("missed");
    awaitLoss(lost);
    Await.until("it is reachable", fleet::isReachable);
  }

  private void awaitLoss(List<PeerLocation> lost) throws Exception {
    lost.clear();
    Await.until(
        "a loss is heard",
        () -> {
          boolean unused = probe.isAnswered(directory, "one") && probe.isAnswered(directory, "two");
          return !lost.isEmpty();
        });
    assertThat(lost.get(0).gateway()).isEqualTo("two");
  }

  @Test
  void aServerThatHangsIsLeftAndFoundAgain() throws Exception {
    directory.watch(probe);
    List<PeerLocation> lost = new CopyOnWriteArrayList<>();
    directory.watchMoves("one", lost::add);
    probe.awaitHears(directory);
    awaitLoss(lost);
    server.hang();
    Await.until("it fails", () -> !probe.isAnswered(directory, "nobody"));
    probe.heard.clear();
    Await.until("it is not reachable", () -> !fleet.isReachable());
    server.goOn();
    probe.awaitHears(directory);
    awaitLoss(lost);
  }

  @Test
  void aListenerOnASilentConnectionGetsANewOneAndIsTold() throws Exception {
    try (SilentProxy proxy = new SilentProxy(server.port());
        RedisFleet far = new RedisFleet(RedisFleetOptions.builder(proxy.url()).build())) {
      FleetProbe.start(far);
      far.directory().watch(probe);
      probe.awaitHears(directory);
      probe.heard.clear();
      proxy.silence();
      Await.until("it is told", () -> probe.heard.contains("missed"));
      probe.awaitHears(directory);
      Await.until("it is reachable", far::isReachable);
    }
  }

  private long listening() {
    return server
        .command("CLIENT LIST TYPE pubsub")
        .lines()
        .filter(l -> l.startsWith("id="))
        .count();
  }

  @Test
  void aListenerThatLosesItsConnectionIsTold() throws Exception {
    directory.watch(probe);
    probe.awaitHears(directory);
    // The connection with which the start checked its rights may still be closing.
    Await.until("one connection listens", () -> listening() == 1);
    probe.heard.clear();
    assertThat(server.command("CLIENT KILL TYPE pubsub")).startsWith(":1");
    Await.until("it is told", () -> probe.heard.contains("missed"));
    probe.awaitHears(directory);
  }

  @Test
  void whileTheEngineIsDownEverythingFails() throws Exception {
    server.kill();
    Await.until("it fails", () -> !probe.isAnswered(directory, "one"));
    assertThat(
            List.of(
                directory.claim(probe.next("one")),
                directory.release(probe.key, "one"),
                directory.locate(probe.key),
                directory.locate(probe.address),
                directory.locateEndpoint(probe.endpoint),
                directory.visit(location -> {})))
        .allSatisfy(
            stage -> {
              assertThatThrownBy(() -> DirectoryProbe.answer(stage));
            });
  }
}
