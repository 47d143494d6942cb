package io.jitpeers;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.jitpeers.options.WatchdogOptions;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PacketHandler;
import io.jitpeers.spi.PacketSource;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitHealth.Reason;
import io.jitpeers.statistics.JitHealth.State;
import io.jitpeers.store.InMemoryPeerStore;
import io.jitpeers.testing.CapturedLog;
import io.jitpeers.testing.ManualStages;
import io.jitpeers.testkit.FakePeerConfigSource;
import io.jitpeers.testkit.ManualTime;
import io.jitpeers.wireguard.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The health that an orchestrator reports. */
class HealthFlowTest {

  private static void assertOnly(JitHealth health, State state, Reason reason) {
    assertThat(health.state()).isEqualTo(state);
    assertThat(health.problems()).extracting(JitHealth.Problem::reason).containsExactly(reason);
    assertThat(health.has(reason)).isTrue();
    assertThat(health.problems().get(0).sentence()).endsWith(".");
  }

  @Test
  void itIsUpFromStartToClose() throws Exception {
    Harness h = Harness.setup().build();
    assertOnly(h.orchestrator.health(), State.DOWN, Reason.NOT_RUNNING);
    assertThat(h.orchestrator.health().problems().get(0).sentence()).contains("not started yet");

    h.orchestrator.start();
    h.stages.runAll();
    JitHealth health = h.orchestrator.health();
    assertThat(health.state()).isEqualTo(State.UP);
    assertThat(health.problems()).isEmpty();
    assertThat(health.at()).isEqualTo(h.time.wallTime());

    h.close();
    assertOnly(h.orchestrator.health(), State.DOWN, Reason.NOT_RUNNING);
    assertThat(h.orchestrator.health().problems().get(0).sentence()).contains("was closed");
  }

  @Test
  void aControlPlaneThatIsLostDegradesItAndOneThatWasNotAskedDoesNot() throws Exception {
    try (Harness h = Harness.setup().start()) {
      assertThat(h.orchestrator.statistics().lookups().controlPlane())
          .isEqualTo(ControlPlaneState.NOT_ASKED);
      h.control.failing(LookupException.Reason.UNAVAILABLE);
      h.sendAndRun(h.newClient());
      assertOnly(h.orchestrator.health(), State.DEGRADED, Reason.CONTROL_PLANE_UNREACHABLE);
      h.control.answeringAtOnce();
      h.sendAndRun(h.newClient());
      assertThat(h.orchestrator.health().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aDeviceThatCannotBeReadTakesItDown() throws Exception {
    RaceRig.Rig rig = new RaceRig.Rig();
    rig.setup.storeWrapper =
        real ->
            new HookedStore(real) {
              private int reads;

              @Override
              public io.jitpeers.spi.Device device() throws StoreException {
                if (reads++ > 0) {
                  throw new StoreException("read wg-test: on purpose");
                }
                return super.device();
              }
            };
    try (Harness h = rig.setup.start()) {
      var unused = h.orchestrator.evictNow();
      h.stages.runAll();
      JitHealth health = h.orchestrator.health();
      assertThat(health.state()).isEqualTo(State.DOWN);
      assertThat(health.has(Reason.DEVICE_UNREADABLE)).isTrue();
    }
  }

  private static JitOrchestrator orchestrator(
      PacketSource source, ManualTime time, WatchdogOptions watchdog) throws StoreException {
    return JitOrchestrator.builder()
        .packetSource(source)
        .configSource(new FakePeerConfigSource())
        .store(
            InMemoryPeerStore.builder()
                .privateKey(PrivateKey.generate(new SecureRandom()))
                .timeSource(time)
                .build())
        .timeSource(time)
        .scheduler(time)
        .stageExecutors(new ManualStages())
        .watchdogOptions(watchdog)
        .build();
  }

  /** A source that says how much the kernel dropped. */
  private static final class LosingSource implements PacketSource {
    final AtomicLong lost = new AtomicLong(7);
    private volatile boolean broken;

    @Override
    public String name() {
      return "losing";
    }

    @Override
    public void start(PacketHandler handler) {}

    @Override
    public boolean returnsPackets() {
      return true;
    }

    @Override
    public SourceStatistics statistics() {
      if (broken) {
        throw new IllegalStateException("no counters, on purpose");
      }
      return SourceStatistics.of(0, lost.get(), 0);
    }

    @Override
    public void close() {}
  }

  @Test
  void packetsThatTheKernelDropsDegradeItForAMinuteWhoeverAsks() throws Exception {
    ManualTime time = new ManualTime();
    LosingSource source = new LosingSource();
    try (JitOrchestrator orchestrator = orchestrator(source, time, WatchdogOptions.defaults())) {
      orchestrator.start();
      time.advance(Duration.ofMinutes(5));
      source.lost.addAndGet(3);
      JitHealth health = orchestrator.health();
      assertOnly(health, State.DEGRADED, Reason.LOSING_PACKETS);
      assertThat(health.problems().get(0).sentence()).contains("dropped 3 packets");
      time.advance(Duration.ofSeconds(50));
      assertThat(orchestrator.health().has(Reason.LOSING_PACKETS)).isTrue();
      time.advance(Duration.ofSeconds(20));
      assertThat(orchestrator.health().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void lostPacketsAreSeenWithALongPatienceToo() throws Exception {
    ManualTime time = new ManualTime();
    LosingSource source = new LosingSource();
    WatchdogOptions rarely = WatchdogOptions.builder().patience(Duration.ofMinutes(8)).build();
    try (JitOrchestrator orchestrator = orchestrator(source, time, rarely)) {
      orchestrator.start();
      time.advance(Duration.ofMinutes(2));
      source.lost.addAndGet(3);
      time.advance(Duration.ofMinutes(2));
      JitHealth health = orchestrator.health();
      assertOnly(health, State.DEGRADED, Reason.LOSING_PACKETS);
      assertThat(health.problems().get(0).sentence()).contains("dropped 3 packets");
      time.advance(Duration.ofMinutes(2));
      assertThat(orchestrator.health().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aSourceWithoutCountersIsLoggedOnceUntilItHasSomeAgain() throws Exception {
    ManualTime time = new ManualTime();
    LosingSource source = new LosingSource();
    source.broken = true;
    try (CapturedLog log = CapturedLog.ofAll();
        JitOrchestrator orchestrator = orchestrator(source, time, WatchdogOptions.defaults())) {
      orchestrator.start();
      time.advance(Duration.ofMinutes(10));
      assertThat(orchestrator.health().state()).isEqualTo(State.UP);
      assertThat(orchestrator.statistics().sources())
          .containsExactly(Map.entry("losing", SourceStatistics.of(0, 0, 0)));
      assertThat(log.lines(Level.WARN))
          .singleElement()
          .asString()
          .startsWith("WARN the counters of the packet source losing could not be read");
      assertThat(log.events())
          .filteredOn(event -> event.getLevel() == Level.WARN)
          .extracting(event -> event.getThrowableProxy().getMessage())
          .containsExactly("no counters, on purpose");

      source.broken = false;
      time.advance(Duration.ofMinutes(5));
      assertThat(orchestrator.health().state()).isEqualTo(State.UP);
      source.broken = true;
      time.advance(Duration.ofMinutes(5));
      assertThat(orchestrator.statistics().sources())
          .as("counters never decrease")
          .containsExactly(Map.entry("losing", SourceStatistics.of(0, 7, 0)));
      assertThat(log.lines(Level.WARN)).hasSize(2);
      source.broken = false;
      time.advance(Duration.ofSeconds(30));
      assertThat(orchestrator.health().state()).as("nothing was lost").isEqualTo(State.UP);
    }
  }

  @Test
  void aReasonSaysHowBadItIs() {
    for (Reason reason : Reason.values()) {
      assertThat(reason.state()).isIn(State.DEGRADED, State.DOWN);
      assertThat(reason.label()).matches("[a-z_]+");
    }
    assertThat(State.UP.orWorse(State.DOWN)).isEqualTo(State.DOWN);
    assertThat(State.DOWN.orWorse(State.DEGRADED)).isEqualTo(State.DOWN);
    assertThat(State.DEGRADED.label()).isEqualTo("degraded");
  }
}
