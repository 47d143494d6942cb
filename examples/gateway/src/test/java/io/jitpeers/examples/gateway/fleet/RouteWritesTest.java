package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How changes of routes are written together, and what happens if some fail. */
class RouteWritesTest {
  private static final String A = "10.9.0.1";
  private static final String B = "10.9.0.2";
  private static final String SIX = "fd00:9::1";

  private final FakeRoutes machine = new FakeRoutes();
  private final Printed err = new Printed();
  private final PeerRoutes routes =
      new PeerRoutes(new IpRoutes(machine, Optional.empty()), false, err.stream);

  private static PeerLocation alice(String gateway, String... prefixes) {
    return Located.at(Located.ALICE, gateway, 0, prefixes);
  }

  private static PeerLocation bob(String gateway, String... prefixes) {
    return Located.at(Located.BOB, gateway, 0, prefixes);
  }

  @Test
  void aFailureIsToldCountedAndTriedAgain() {
    machine.fail("10.0.0.2/32");
    PeerLocation alice = alice(A, "10.0.0.2/32", "10.0.0.3/32");
    routes.located(alice, null);
    routes.write();
    assertThat(routes.failures()).isEqualTo(1);
    assertThat(err.take())
        .containsExactly(
            "a route is not as it should be: \"ip route replace proto 87 metric 8700 10.0.0.2/32 via 10.9.0.1\""
                + " failed: Error: Nexthop has invalid gateway.");
    assertThat(machine.routes()).containsOnlyKeys("10.0.0.3/32");
    machine.fail("nothing");
    routes.synchronize(List.of(alice));
    assertThat(machine.routes()).containsOnlyKeys("10.0.0.2/32", "10.0.0.3/32");
    assertThat(routes.failures()).isEqualTo(1);
  }

  @Test
  void aRemovalThatFailedIsTriedAgain() {
    PeerLocation alice = alice(A, "10.0.0.2/32");
    routes.located(alice, null);
    routes.write();
    machine.fail(" del ");
    routes.left(alice);
    routes.write();
    assertThat(routes.failures()).isEqualTo(1);
    machine.fail("nothing");
    routes.synchronize(List.of());
    assertThat(machine.routes()).isEmpty();
  }

  @Test
  void manyChangesAreOneProcess() {
    for (int i = 0; i < 1000; i++) {
      routes.located(alice(A, "10.1." + i / 256 + "." + i % 256 + "/32"), null);
    }
    routes.located(alice(SIX, "fd00::2/128"), null);
    routes.write();
    assertThat(machine.batches()).isEqualTo(1);
    assertThat(machine.routes()).hasSize(1001);
    routes.synchronize(List.of());
    assertThat(machine.batches()).isEqualTo(2);
    assertThat(machine.routes()).isEmpty();
    routes.write();
    assertThat(machine.batches()).isEqualTo(2);
  }

  @Test
  void onlyTheLatestOfSeveralChangesOfARouteIsMade() {
    PeerLocation atA = alice(A, "10.0.0.2/32");
    PeerLocation atB = alice(B, "10.0.0.2/32");
    routes.located(atA, null);
    routes.located(bob(A, "10.0.0.3/32"), null);
    routes.left(atA);
    routes.located(atB, null);
    routes.write();
    assertThat(machine.takeChanges())
        .containsExactly(
            "ip route replace proto 87 metric 8700 10.0.0.3/32 via 10.9.0.1",
            "ip route replace proto 87 metric 8700 10.0.0.2/32 via 10.9.0.2");
  }

  @Test
  void changesOfWhichNothingIsKnownAreTriedAgain() {
    PeerLocation alice = alice(A, "10.0.0.2/32", "10.0.0.3/32");
    machine.die(true);
    routes.located(alice, null);
    routes.write();
    assertThat(routes.failures()).isEqualTo(2);
    assertThat(err.take())
        .containsExactly(
            "a route is not as it should be: 2 changes may not have been made: \"ip -force -batch"
                + " -\" ended early (255): Error: inet prefix is expected");
    machine.die(false);
    routes.synchronize(List.of(alice));
    assertThat(machine.routes()).containsOnlyKeys("10.0.0.2/32", "10.0.0.3/32");
  }

  @Test
  void aRouteThatIsGoneIsNoFailure() {
    PeerLocation alice = alice(A, "10.0.0.2/32");
    routes.located(alice, null);
    routes.write();
    machine.loseRoutes();
    routes.left(alice);
    routes.write();
    assertThat(routes.failures()).isZero();
  }

  @Test
  void ifTheRoutesCannotBeReadOnlyDifferencesAreWritten() {
    PeerLocation alice = alice(A, "10.0.0.2/32", "10.0.0.3/32");
    routes.located(alice, null);
    routes.located(bob(A, "10.0.0.4/32"), null);
    routes.write();
    machine.takeChanges();
    machine.fail("show");
    routes.synchronize(List.of(alice));
    assertThat(machine.takeChanges())
        .containsExactly("ip route del proto 87 metric 8700 10.0.0.4/32");
    routes.synchronize(List.of(alice(B, "10.0.0.2/32"), bob(A, "10.0.0.3/32")));
    assertThat(machine.takeChanges())
        .containsExactlyInAnyOrder(
            "ip route replace proto 87 metric 8700 10.0.0.2/32 via 10.9.0.2",
            "ip route replace proto 87 metric 8700 10.0.0.3/32 via 10.9.0.1");
  }

  @Test
  void manyFailuresAtOnceAreToldBriefly() {
    machine.fail("replace");
    List<String> prefixes = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      prefixes.add("10.0.0." + i + "/32");
    }
    routes.synchronize(List.of(alice(A, prefixes.toArray(String[]::new))));
    assertThat(routes.failures()).isEqualTo(30);
    assertThat(err.lines()).hasSize(21).contains("10 further changes of routes failed");
  }

  @Test
  void ifTheRoutesCannotBeReadNoneIsRemoved() {
    machine.put("10.5.0.0/16", "via " + A);
    machine.fail("show");
    routes.synchronize(List.of(alice(A, "10.0.0.2/32")));
    assertThat(machine.routes()).containsOnlyKeys("10.0.0.2/32", "10.5.0.0/16");
    assertThat(routes.failures()).isEqualTo(1);
  }
}
