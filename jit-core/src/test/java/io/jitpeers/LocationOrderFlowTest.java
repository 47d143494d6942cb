package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.event.JitEvent;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.spi.StoreException;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two gateways has a client if timestamps alone mislead, or evictions fail. */
class LocationOrderFlowTest extends LocationsFlow {
  /** The directory's order is that of the client's timestamps, which went back. */
  @ParameterizedTest
  @ValueSource(longs = {10, 60, 1_000_000_000})
  void aClientWhoseClockFellBackMovesToo(long seconds) throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      PeerLocation here = location(client).orElseThrow();
      engine.advance(Duration.ofSeconds(30));
      var unused = fleet.member().replayMarks().forget(client.publicKey());
      Tai64n back = Tai64n.of(here.timestamp().seconds() - seconds, 0);
      for (int retry = 0; retry < 2; retry++) {
        b.source.deliver(b.initiation(client, Tai64n.of(back.seconds() + retry, 0)));
        b.stages.runAll();
      }
      assertThat(b.isResident(client.publicKey())).isTrue();
      complete(b, client);
      a.stages.runAll();
      assertThat(holder(client)).isEqualTo("b");
      assertThat(location(client).orElseThrow().timestamp().isAfter(here.timestamp())).isTrue();
      assertThat(b.isResident(client.publicKey())).isTrue();
      assertThat(a.isResident(client.publicKey())).isFalse();
    }
  }

  /** A's handshake is the later one, although A does not know the client's newest timestamp. */
  @Test
  void aWakeUpTakesTheClientBackFromAnotherGateway() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      var unused = a.orchestrator.evict(client.publicKey());
      a.stages.runAll();
      a.pass(A_LOOK);
      b.pass(Duration.ofSeconds(10));
      connect(b, client);
      engine.advance(Duration.ofSeconds(30));
      a.outbound.deliver("10.0.0.1");
      a.stages.runAll();
      complete(a, client);
      b.stages.runAll();
      assertThat(holder(client)).isEqualTo("a");
      assertThat(a.isResident(client.publicKey())).isTrue();
      assertThat(b.isResident(client.publicKey())).isFalse();
    }
  }

  /** The client's first initiation reached A and was not completed; its second one reached B. */
  @Test
  void anInitiationAloneDoesNotTakeTheClientBack() throws Exception {
    try (Harness a = gateway("a");
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      PeerLocation here = location(client).orElseThrow();
      engine.advance(Duration.ofMinutes(5));
      a.pass(Duration.ofMinutes(2));
      Tai64n later = Tai64n.of(a.time.wallTime().plusSeconds(200));
      a.sendAndRun(client);
      // A does not hear of the move.
      fleet.directory().release(client.publicKey(), "a");
      fleet
          .directory()
          .claim(new PeerLocation(here.key(), "b", later, here.endpoint(), here.allowedIps()));
      a.pass(Duration.ofMinutes(6));
      assertThat(holder(client)).isEqualTo("b");
      assertThat(a.isResident(client.publicKey())).isFalse();
    }
  }

  @Test
  void aPeerThatCannotBeEvictedIsTriedAgainAtAPace() throws Exception {
    HookedStore[] hooked = new HookedStore[1];
    Harness.Setup setup = Harness.setup();
    setup.fleet = fleet.member();
    setup.fleetOptions = FleetOptions.builder().gateway("a").build();
    setup.storeWrapper = real -> hooked[0] = new HookedStore(real);
    try (Harness a = setup.start();
        Harness b = gateway("b")) {
      PrivateKey client = client(a, b);
      connect(a, client);
      hooked[0].removeFailure = new StoreException("remove peers: failed by the test");
      b.pass(Duration.ofSeconds(10));
      connect(b, client);
      a.pass(Duration.ofSeconds(35));
      long removals = hooked[0].calls.stream().filter(call -> call.startsWith("remove")).count();
      assertThat(removals).isBetween(2L, 5L);
      assertThat(a.events(JitEvent.PeerMoved.class)).isEmpty();
      hooked[0].removeFailure = null;
      a.pass(Duration.ofSeconds(12));
      assertThat(a.isResident(client.publicKey())).isFalse();
      assertThat(a.events(JitEvent.PeerMoved.class)).hasSize(1);
      assertThat(holder(client)).isEqualTo("b");
    }
  }
}
