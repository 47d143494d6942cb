package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.examples.gateway.fleet.DirectoryCommand.Surroundings;
import io.jitpeers.fleet.RedisFleetOptions;
import io.jitpeers.testkit.Await;
import io.jitpeers.testkit.InMemoryFleet;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command {@code fleet follow} from its start to its end, with its own thread. */
class FollowCommandTest {
  private static final String[] ROUTES = {"--url", "redis://127.0.0.1", "--routes"};

  private final InMemoryFleet fleet = new InMemoryFleet();
  private final FakeRoutes machine = new FakeRoutes();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private final StringWriter usage = new StringWriter();
  private final FollowCommand command =
      new FollowCommand(
          new Surroundings(out.stream, err.stream, options -> fleet.member()), machine);

  private int execute(String... arguments) {
    return new CommandLine(command).setErr(new PrintWriter(usage)).execute(arguments);
  }

  @Test
  void keepsRoutesUntilItIsStoppedAndLeavesThem() throws Exception {
    machine.put("10.5.0.0/16", "via 10.9.0.1");
    Located.claim(fleet.directory(), Located.at(Located.ALICE, "10.9.0.1", 0, "10.0.0.2/32"));
    CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> execute(ROUTES));
    Await.until(
        "the first routes", () -> machine.routes().equals(Map.of("10.0.0.2/32", "via 10.9.0.1")));
    Located.claim(fleet.directory(), Located.at(Located.ALICE, "10.9.0.2", 1, "10.0.0.2/32"));
    Await.until(
        "the new route", () -> machine.routes().equals(Map.of("10.0.0.2/32", "via 10.9.0.2")));
    command.stop();
    assertThat(end.get(2, TimeUnit.MINUTES)).isZero();
    assertThat(machine.routes()).isNotEmpty();
    assertThat(out.lines()).hasSize(2).allMatch(line -> line.startsWith("located "));
    assertThat(err.text()).isEmpty();
  }

  @Test
  void saysAtTheEndHowManyCommandsFailed() throws Exception {
    machine.fail("replace");
    Located.claim(fleet.directory(), Located.at(Located.ALICE, "10.9.0.1", 0, "10.0.0.2/32"));
    CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> execute(ROUTES));
    Await.until("the failure", () -> err.text().contains("Nexthop has invalid gateway"));
    command.stop();
    assertThat(end.get(2, TimeUnit.MINUTES)).isZero();
    assertThat(err.lines()).last().isEqualTo("1 commands for routes failed since the start");
  }

  @Test
  void optionsForRoutesNeedRoutes() {
    for (String option : new String[] {"--dry-run", "--default-routes", "--dev=eth0"}) {
      assertThat(execute("--url", "redis://127.0.0.1", option)).isEqualTo(2);
    }
    assertThat(usage.toString()).contains("are for --routes");
  }

  @Test
  void anInterfaceHasAName() {
    for (String name : new String[] {"eth0 metric 0", "eth0#", "", "a-name-that-is-too-long"}) {
      assertThat(execute("--url", "redis://127.0.0.1", "--routes", "--dev=" + name)).isEqualTo(2);
    }
    assertThat(usage.toString()).contains("--dev must be the name of an interface");
  }

  @Test
  void theTimeToLiveIsThatOfTheGateways() {
    AtomicReference<RedisFleetOptions> opened = new AtomicReference<>();
    Surroundings surroundings =
        new Surroundings(
            out.stream,
            err.stream,
            options -> {
              opened.set(options);
              return fleet.member();
            });
    FollowCommand follow = new FollowCommand(surroundings, machine);
    follow.stop();
    int end =
        new CommandLine(follow).execute("--url", "redis://127.0.0.1", "--keep-locations", "25m");
    assertThat(end).isZero();
    assertThat(opened.get().keepLocations()).isEqualTo(Duration.ofMinutes(25));
  }

  @Test
  void aTimeToLiveThatIsTooShortIsAMistake() {
    for (String time : new String[] {"180s", "soon"}) {
      assertThat(execute("--url", "redis://127.0.0.1", "--keep-locations", time)).isEqualTo(2);
      assertThat(usage.toString()).contains("--keep-locations=" + time + ": ");
    }
  }

  @Test
  void theIntervalIsPositive() {
    assertThat(execute("--url", "redis://127.0.0.1", "--every", "0")).isEqualTo(2);
    assertThat(usage.toString()).contains("--every must be at least 1, not 0");
  }
}
