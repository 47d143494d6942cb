package io.jitpeers.examples.gateway.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.PeerLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerRoutesTest {
  private static final String A = "10.9.0.1";
  private static final String B = "10.9.0.2";
  private static final String SIX = "fd00:9::1";

  private final FakeRoutes machine = new FakeRoutes();
  private final Printed err = new Printed();
  private final PeerRoutes routes = routes(false);

  private PeerRoutes routes(boolean defaultRoutes) {
    return new PeerRoutes(new IpRoutes(machine, Optional.empty()), defaultRoutes, err.stream);
  }

  private static PeerLocation alice(String gateway, String... prefixes) {
    return Located.at(Located.ALICE, gateway, 0, prefixes);
  }

  private static PeerLocation bob(String gateway, String... prefixes) {
    return Located.at(Located.BOB, gateway, 0, prefixes);
  }

  @Test
  void aPeersRoutesFollowIt() {
    PeerLocation atA = alice(A, "10.0.0.2/32", "10.1.0.0/16");
    PeerLocation atB = alice(B, "10.0.0.2/32");
    routes.located(atA, null);
    routes.write();
    assertThat(machine.routes())
        .isEqualTo(Map.of("10.0.0.2/32", "via " + A, "10.1.0.0/16", "via " + A));
    routes.located(atB, atA);
    routes.write();
    assertThat(machine.routes()).isEqualTo(Map.of("10.0.0.2/32", "via " + B));
    machine.takeChanges();
    routes.located(atB, atB);
    routes.write();
    assertThat(machine.takeChanges()).isEmpty();
    routes.left(atB);
    routes.write();
    assertThat(machine.takeChanges())
        .containsExactly("ip route del proto 87 metric 8700 10.0.0.2/32");
    assertThat(machine.routes()).isEmpty();
    routes.left(atB);
    routes.write();
    assertThat(machine.takeChanges()).isEmpty();
    assertThat(routes.failures()).isZero();
  }

  @Test
  void bothFamilies() {
    routes.located(alice(SIX, "10.0.0.2/32", "fd00::2/128"), null);
    routes.write();
    assertThat(machine.takeChanges())
        .containsExactly(
            "ip route replace proto 87 metric 8700 10.0.0.2/32 via inet6 fd00:9::1",
            "ip route replace proto 87 metric 8700 fd00::2/128 via fd00:9::1");
    routes.synchronize(List.of(alice(SIX, "10.0.0.2/32", "fd00::2/128")));
    assertThat(machine.takeChanges()).isEmpty();
  }

  @Test
  void ipv6DestinationsBehindAnIpv4AddressHaveNoRoute() {
    routes.located(alice(A, "fd00::2/128"), null);
    routes.write();
    routes.located(bob(A, "fd00::3/128"), null);
    routes.write();
    assertThat(machine.takeChanges()).isEmpty();
    assertThat(err.lines())
        .containsExactly(
            "IPv6 addresses cannot be reached via 10.9.0.1, so they get no routes there");
  }

  @Test
  void anAddressThatAnotherPeerHasNowKeepsItsRoute() {
    PeerLocation alice = alice(A, "10.0.0.2/32");
    routes.located(alice, null);
    routes.write();
    routes.located(bob(B, "10.0.0.2/32"), null);
    routes.write();
    routes.left(alice);
    routes.write();
    assertThat(machine.routes()).isEqualTo(Map.of("10.0.0.2/32", "via " + B));
    routes.synchronize(List.of(alice, bob(B, "10.0.0.2/32")));
    assertThat(machine.routes()).isEqualTo(Map.of("10.0.0.2/32", "via " + B));
  }

  @Test
  void synchronizingMakesTheDifferenceOnly() {
    machine.put("10.0.0.2/32", "via " + A);
    machine.put("10.0.0.3/32", "via " + A);
    machine.put("10.5.0.0/16", "via " + A);
    machine.put("fd00::5/128", "via " + SIX);
    List<PeerLocation> all = List.of(alice(A, "10.0.0.2/32"), bob(B, "10.0.0.3/32"));
    routes.synchronize(all);
    assertThat(machine.takeChanges())
        .containsExactlyInAnyOrder(
            "ip route del proto 87 metric 8700 10.5.0.0/16",
            "ip route del proto 87 metric 8700 fd00::5/128",
            "ip route replace proto 87 metric 8700 10.0.0.3/32 via 10.9.0.2");
    routes.synchronize(all);
    assertThat(machine.takeChanges()).isEmpty();
    routes.synchronize(List.of());
    assertThat(machine.routes()).isEmpty();
  }

  @Test
  void routesOfOthersStay() {
    machine.putForeign("10.1.0.0/16", "dev eth1 scope link");
    machine.putForeign("10.2.0.0/16", "via 10.9.0.9 dev eth0");
    machine.putForeign("10.3.0.0/16", "via 10.9.0.9 dev eth0 metric 87");
    PeerLocation alice = alice(A, "10.1.0.0/16");
    routes.located(alice, null);
    routes.write();
    routes.left(alice);
    routes.write();
    routes.synchronize(List.of(alice));
    routes.synchronize(List.of());
    assertThat(machine.takeChanges()).allMatch(line -> line.contains(" proto 87 metric 8700 "));
    assertThat(machine.foreign()).containsOnlyKeys("10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16");
  }

  @Test
  void aNameThatIsNoAddressIsToldOnce() {
    PeerLocation atA = alice(A, "10.0.0.2/32");
    routes.located(atA, null);
    routes.write();
    routes.located(alice("edge-3", "10.0.0.2/32"), atA);
    routes.write();
    routes.located(bob("edge-3", "10.0.0.3/32"), null);
    routes.write();
    routes.located(bob("fe80::1%eth0", "10.0.0.3/32"), null);
    routes.write();
    assertThat(machine.routes()).isEmpty();
    assertThat(err.lines())
        .containsExactly(
            "the name of the gateway edge-3 is not an address, so its peers get no routes",
            "the name of the gateway fe80::1%eth0 is not an address, so its peers get no routes");
  }

  @Test
  void defaultRoutesAreMadeIfWantedOnly() {
    PeerLocation alice = alice(A, "0.0.0.0/0");
    routes.located(alice, null);
    routes.write();
    routes.synchronize(List.of(alice));
    assertThat(machine.takeChanges()).isEmpty();
    assertThat(err.lines())
        .containsExactly(
            "a peer has the allowed IP 0.0.0.0/0, which gets no route without --default-routes");
    PeerRoutes all = routes(true);
    all.synchronize(List.of(alice));
    all.synchronize(List.of(alice));
    assertThat(machine.takeChanges())
        .containsExactly("ip route replace proto 87 metric 8700 0.0.0.0/0 via 10.9.0.1");
  }

  @Test
  void anInterfaceIsNamedAndCompared() {
    machine.put("10.0.0.2/32", "via " + A);
    IpRoutes table = new IpRoutes(machine, Optional.of("eth1"));
    new PeerRoutes(table, false, err.stream).synchronize(List.of(alice(A, "10.0.0.2/32")));
    assertThat(machine.takeChanges())
        .containsExactly("ip route replace proto 87 metric 8700 10.0.0.2/32 via 10.9.0.1 dev eth1");
  }

  @Test
  void aDryRunPrintsAndChangesNothing() {
    machine.put("10.5.0.0/16", "via " + A);
    Printed out = new Printed();
    IpRoutes real = new IpRoutes(machine, Optional.empty());
    PeerRoutes dry =
        new PeerRoutes(new DryRunRoutes(real, Optional.empty(), out.stream), false, err.stream);
    dry.synchronize(List.of(alice(A, "10.0.0.2/32")));
    dry.synchronize(List.of(alice(A, "10.0.0.2/32")));
    dry.left(alice(A, "10.0.0.2/32"));
    dry.write();
    assertThat(out.lines())
        .containsExactly(
            "ip route del proto 87 metric 8700 10.5.0.0/16",
            "ip route replace proto 87 metric 8700 10.0.0.2/32 via 10.9.0.1",
            "ip route del proto 87 metric 8700 10.0.0.2/32");
    assertThat(machine.takeChanges()).isEmpty();
    assertThat(machine.routes()).containsOnlyKeys("10.5.0.0/16");
  }
}
