package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.wireguard.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One call throws, at each place where work is passed on, scheduled or timed. In every case, no
 * packet is lost, and everything afterwards works as if there had been no fault.
 */
class OneFaultFlowTest {
  private static final Duration FRESH = Duration.ofMinutes(2);
  private static final Duration BUSY = Duration.ofMinutes(4);

  @ParameterizedTest
  @EnumSource
  void eachCallMayFailOnce(OneFault.Place place) throws Exception {
    int call = 0;
    while (survives(place, call)) {
      call++;
    }
    assertThat(call).as("calls that were made to fail").isGreaterThan(10);
  }

  /** Returns whether there was such a call. */
  private static boolean survives(OneFault.Place place, int call) throws Exception {
    OneFault fault = new OneFault(place);
    Harness.Setup setup = Harness.setup();
    setup.clock = fault::clock;
    setup.scheduler = fault::scheduler;
    setup.executors = fault::stages;
    // No handshake is completed here, and no peer is evicted for that.
    setup.policy = view -> List.of();
    try (Harness h = setup.start()) {
      List<TestPacket> packets = new ArrayList<>();
      List<Future<?>> removals = new ArrayList<>();
      fault.after(call);
      beBusy(h, packets, removals);
      fault.disarm();
      allIsWell(h, place + " fails at call " + call, packets);
      assertThat(removals).as("%s fails at call %d", place, call).allMatch(Future::isDone);
      return fault.fired();
    }
  }

  private static PrivateKey known(Harness h, int n) {
    PrivateKey client = h.newClient();
    h.control.put(FakePeerConfigSource.config(client.publicKey(), n), Freshness.of(FRESH));
    return client;
  }

  /** Exercises everything that a gateway does. */
  private static void beBusy(Harness h, List<TestPacket> packets, List<Future<?>> removals) {
    PrivateKey stays = known(h, 1);
    PrivateKey revoked = known(h, 2);
    OneFault.survive(() -> packets.add(h.send(stays)));
    OneFault.survive(() -> packets.add(h.send(revoked)));
    OneFault.survive(() -> packets.add(h.send(h.newClient())));
    h.stages.runAll();
    OneFault.survive(() -> removals.add(h.orchestrator.revoke(revoked.publicKey())));
    OneFault.survive(() -> h.orchestrator.evictNow());
    h.stages.runAll();
    h.pass(BUSY);
  }

  private static void allIsWell(Harness h, String where, List<TestPacket> packets) {
    h.pass(BUSY);
    JitStatistics before = h.orchestrator.statistics();
    assertThat(packets).as(where).extracting(TestPacket::outcome).doesNotContainNull();
    assertThat(before.pending()).as(where).isZero();
    assertThat(before.queued()).as(where).isZero();
    assertThat(before.lookups().inFlight()).as(where).isZero();
    assertThat(before.lookups().waiting()).as(where).isZero();

    PrivateKey client = known(h, 3);
    assertThat(h.sendAndRun(client).outcome()).as(where).isEqualTo(PacketOutcome.INSTALLED);
    h.pass(BUSY);
    JitStatistics after = h.orchestrator.statistics();
    assertThat(after.sweeps().completed()).as(where).isGreaterThan(before.sweeps().completed());
    assertThat(after.revalidations().asked())
        .as(where)
        .isGreaterThan(before.revalidations().asked());

    CompletableFuture<Boolean> gone = h.orchestrator.revoke(client.publicKey());
    h.stages.runAll();
    assertThat(gone).as(where).isCompletedWithValue(true);
    assertThat(h.isResident(client.publicKey())).as(where).isFalse();
  }
}
