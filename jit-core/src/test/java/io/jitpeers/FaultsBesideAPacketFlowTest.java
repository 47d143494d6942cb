package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import io.jitpeers.options.ReplayOptions;
import io.jitpeers.options.ReplayPolicy;
import io.jitpeers.options.RevalidationOptions;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PacketOutcome;
import io.jitpeers.testing.OneFault;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.TestPacket;
import io.jitpeers.time.Scheduler;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call that a packet causes fails. The packet is still completed, and no resource is used up. */
class FaultsBesideAPacketFlowTest extends ClockScenario {
  /** More than the number of packets that may wait for the control plane at once. */
  private static final int FAULTS = 300;

  private boolean failing;

  private Scheduler failingNowAndThen(Scheduler real) {
    return new Scheduler() {
      @Override
      public Cancellable schedule(Runnable task, Duration delay) {
        if (failing) {
          throw new IllegalStateException("unable to create a thread, on purpose");
        }
        return real.schedule(task, delay);
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  @Test
  void askingAboutAClockThatFellBackMayFailAnyNumberOfTimes() throws Exception {
    Harness.Setup setup = Harness.setup();
    setup.revalidation = RevalidationOptions.builder().enabled(false).build();
    setup.replay = ReplayOptions.builder().policy(ReplayPolicy.ALLOW_CLOCK_RESET).build();
    setup.scheduler = this::failingNowAndThen;
    setup.policy = view -> List.of();
    try (Harness h = setup.start()) {
      PrivateKey client = h.newClient();
      h.control.put(with(client, 0, true), Freshness.NONE);
      assertInstalled(h.sendAndRun(client));
      for (int i = 0; i < FAULTS; i++) {
        h.time.advance(Duration.ofMinutes(1));
        TestPacket packet = h.initiation(client, Tai64n.of(fallen));
        fallen = fallen.plusSeconds(60);
        failing = true;
        h.source.deliver(packet);
        h.stages.runAll();
        failing = false;
        assertReplayed(h, packet);
      }
      h.time.advance(Duration.ofMinutes(1));

      assertInstalled(fallenBack(h, client));
    }
  }

  /** With a source that holds packets, the device is listed before a packet is finally refused. */
  @ParameterizedTest
  @EnumSource
  void aLookAtTheDeviceMayFailOnce(OneFault.Place place) throws Exception {
    int call = 0;
    while (survives(place, call)) {
      call++;
    }
    assertThat(call).as("calls that were made to fail").isGreaterThan(1);
  }

  private static boolean survives(OneFault.Place place, int call) throws Exception {
    OneFault fault = new OneFault(place);
    Harness.Setup setup = Harness.setup();
    setup.clock = fault::clock;
    setup.scheduler = fault::scheduler;
    setup.executors = fault::stages;
    try (Harness h = setup.start()) {
      String where = place + " fails at call " + call;
      h.source.holdingPackets();
      h.orchestrator.pauseEviction();
      List<TestPacket> packets = new ArrayList<>();
      fault.after(call);
      OneFault.survive(() -> packets.add(h.send(h.newClient())));
      h.stages.runAll();
      fault.disarm();
      h.pass(Duration.ofSeconds(10));
      assertThat(packets).as(where).extracting(TestPacket::outcome).doesNotContainNull();

      PrivateKey added = h.newClient();
      h.store.install(List.of(FakePeerConfigSource.config(added.publicKey(), 1)));
      assertThat(h.sendAndRun(added).outcome()).as(where).isEqualTo(PacketOutcome.ALREADY_RESIDENT);
      return fault.fired();
    }
  }
}
