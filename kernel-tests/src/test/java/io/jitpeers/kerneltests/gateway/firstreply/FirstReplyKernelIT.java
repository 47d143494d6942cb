package io.jitpeers.kerneltests.gateway.firstreply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.kerneltests.gateway.firstreply.FirstReplyTable.Cell;
import io.jitpeers.kerneltests.gateway.process.ControlPlaneProcess;
import io.jitpeers.kerneltests.gateway.process.GatewayProcess;
import io.jitpeers.kerneltests.gateway.world.Client;
import io.jitpeers.kerneltests.gateway.world.Family;
import io.jitpeers.kerneltests.gateway.world.GatewayInterface;
import io.jitpeers.kerneltests.gateway.world.Member;
import io.jitpeers.kerneltests.gateway.world.Site;
import io.jitpeers.kerneltests.gateway.world.World;
import io.jitpeers.kerneltests.support.WireGuardInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The first-reply table of README: from a client's first ping to its reply, each time another
 * client that nobody has heard of before. The gateway's program has served others by then, as its
 * code is compiled while it runs; the control plane is on its loopback.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstReplyKernelIT {
  private static final GatewayInterface WG = new GatewayInterface(0);
  private static final int STATUS_PORT = 9586;
  private static final List<Duration> ROUND_TRIPS =
      List.of(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(100));
  private static final Duration LONGEST = Duration.ofMillis(100);

  /** The JVM compiles a method when it has run 200 times. */
  private static final int WARM_UP = 250;

  /** They all come from one address. */
  private static final List<String> ONE_ADDRESS =
      GatewayProcess.set("admission.per-source-rate=200", "admission.per-source-burst=400");

  /** A disturbed machine must fail nobody. */
  private static final int MOST_REPETITIONS = 2;

  private static final int MEMBERS = 2_000;
  private static final int PATIENCE_SECONDS = 20;

  private static final double OVER_THE_LIMIT_MS = 30;
  private static final double AHEAD_OF_INITIATE_BACK_MS = 0.8 * LONGEST.toMillis();

  private static final Path KEPT = Path.of(System.getProperty("jit.kernel.folder"));

  @TempDir static Path folder;

  private final World world = new World();
  private final FirstReplyTable table = new FirstReplyTable();
  private Site site;
  private WireGuardInterface wg;
  private ControlPlaneProcess controlPlane;
  private int members;

  @BeforeAll
  void start() {
    site = world.site("clients");
    controlPlane =
        world.own(ControlPlaneProcess.start(world.gateway(), folder, Member.first(0, MEMBERS)));
    wg = WG.create(world.gateway());
  }

  @AfterAll
  void close() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource
  @Order(1)
  void everyClientIsAnswered(Way way) throws IOException {
    if (!way.hasGateway()) {
      ROUND_TRIPS.forEach(time -> measure(way, time));
      return;
    }
    List<String> flags = new ArrayList<>(controlPlane.flags());
    flags.addAll(List.of("--interface", WG.name()));
    flags.addAll(way.flags());
    flags.addAll(ONE_ADDRESS);
    try (GatewayProcess gateway =
        GatewayProcess.launch(world.gateway(), "first-reply", STATUS_PORT, flags)) {
      gateway.awaitStarted();
      setQueue(way.hasQueue());
      site.roundTrip(Duration.ZERO);
      if (way.isSoon()) {
        warmUp();
      }
      ROUND_TRIPS.forEach(time -> measure(way, time));
      Files.writeString(
          KEPT.resolve("first-reply-" + way.name() + "-status.json"), gateway.status());
    } finally {
      setQueue(false);
    }
  }

  private void warmUp() {
    for (Client client : clients(WARM_UP, Family.IPV4)) {
      assertThat(client.ping(PATIENCE_SECONDS)).isPresent();
      client.leave();
    }
  }

  private void measure(Way way, Duration roundTrip) {
    site.roundTrip(roundTrip);
    for (Family family : Family.values()) {
      Cell cell = new Cell(way, roundTrip, family);
      table.put(cell, firstReplies(cell));
      for (int again = 0; again < MOST_REPETITIONS && isOverTheBound(cell); again++) {
        table.put(cell, firstReplies(cell));
      }
    }
  }

  private List<Double> firstReplies(Cell cell) {
    List<Double> millis = new ArrayList<>();
    for (Client client : clients(cell.way().clients(), cell.family())) {
      if (!cell.way().hasGateway()) {
        wg.peer(client.member().config());
      }
      millis.add(client.ping(PATIENCE_SECONDS).orElseThrow());
      client.leave();
    }
    return millis;
  }

  private boolean isOverTheBound(Cell cell) {
    return cell.way().isReplay()
        && cell.roundTrip().equals(LONGEST)
        && table.median(cell) > bound(cell.family());
  }

  private double bound(Family family) {
    return median(Way.RESIDENT, family) + OVER_THE_LIMIT_MS;
  }

  private List<Client> clients(int count, Family family) {
    int first = members;
    members += count;
    List<Client> made =
        IntStream.range(first, members)
            .mapToObj(index -> Client.of(site, Member.of(0, index), WG, family))
            .toList();
    Client.join(made);
    return made;
  }

  private void setQueue(boolean wanted) {
    world.gateway().commands().attempt("nft", "delete", "table", "inet", "jit");
    if (wanted) {
      world.gateway().run("nft", "add", "table", "inet", "jit");
      world
          .gateway()
          .run("nft", "add chain inet jit input { type filter hook input priority 10; }");
      world
          .gateway()
          .run(
              "nft",
              "add rule inet jit input udp dport "
                  + WG.port()
                  + " udp length 156 @th,64,32 0x01000000 queue flags bypass to 7");
    }
  }

  @Test
  @Order(2)
  void theTableIsWritten() throws IOException {
    Files.writeString(KEPT.resolve("first-reply.json"), table.json());
    Files.writeString(KEPT.resolve("first-reply.md"), table.markdown(ROUND_TRIPS));
    System.out.print("First replies, medians in ms, IPv4 / IPv6\n" + table.markdown(ROUND_TRIPS));
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLAY_PCAP", "REPLAY_NFQUEUE"})
  @Order(3)
  void aPacketThatIsGivenBackIsAnsweredAlmostAsSoonAsIfThePeerWereThere(Way way) {
    for (Family family : Family.values()) {
      assertThat(median(way, family)).as("%s, %s", way, family).isLessThanOrEqualTo(bound(family));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLAY_PCAP", "REPLAY_NFQUEUE"})
  @Order(4)
  void aPacketThatIsGivenBackIsAnsweredSoonerThanByAHandshakeOfTheGateway(Way way) {
    for (Family family : Family.values()) {
      assertThat(median(way, family))
          .as("%s, %s", way, family)
          .isLessThanOrEqualTo(median(Way.INITIATE_BACK, family) - AHEAD_OF_INITIATE_BACK_MS);
    }
  }

  private double median(Way way, Family family) {
    return table.median(new Cell(way, LONGEST, family));
  }
}
