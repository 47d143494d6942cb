package io.jitpeers.examples.quickstart;

import io.jitpeers.JitOrchestrator;
import io.jitpeers.JitOrchestratorBuilder;
import io.jitpeers.eviction.EvictionSchedule;
import io.jitpeers.examples.controlplane.ControlPlaneServer;
import io.jitpeers.examples.controlplane.PeerDirectory;
import io.jitpeers.examples.simulation.Loopback;
import io.jitpeers.examples.simulation.MovableClock;
import io.jitpeers.http.HttpPeerConfigSource;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.WatchdogOptions;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Holds what the parts of the quick start share: the clock, the control plane and the population.
 */
final class World implements AutoCloseable {
  /**
   * The real time between sweeps. When the quick start moves the orchestrators' clock forward, the
   * next sweep does not begin earlier. A gateway usually sweeps about once a minute.
   */
  private static final Duration SWEEP_EVERY = Duration.ofMillis(100);

  private static final int TOKEN_BYTES = 16;

  private final MovableClock clock = new MovableClock();
  private final Loopback loopback = Loopback.detect();
  private final Tally tally = new Tally();
  private final StageTimes times = new StageTimes();
  private final HotSetChart chart = new HotSetChart();
  private final Scale scale;
  private final Screen screen;
  private final List<Recording> recordings;
  private final Population population;
  private final String token;
  private final ControlPlaneServer controlPlane;

  /**
   * Creates the shared parts.
   *
   * @param view maps the population (all peers of the quick start) to the peers that the control
   *     plane serves; the identity function if the control plane serves the population unchanged
   */
  World(Scale scale, Screen screen, UnaryOperator<PeerDirectory> view) throws IOException {
    this.scale = scale;
    this.screen = screen;
    this.recordings = Recordings.load();
    this.population = new Population(scale, loopback, clock);
    recordings.forEach(population::join);
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    this.token = HexFormat.of().formatHex(secret);
    this.controlPlane = new ControlPlaneServer(view.apply(population), token);
  }

  /**
   * Returns a builder of orchestrators that use the shared clock and control plane. Sweeps are
   * frequent, the watchdog reports nothing for a day, and the {@link Tally} counts the events.
   * Everything else is the default.
   */
  JitOrchestratorBuilder orchestrator() {
    return JitOrchestrator.builder()
        .configSource(
            HttpPeerConfigSource.builder(controlPlane.uri()).bearerToken(() -> token).build())
        .evictionOptions(
            EvictionOptions.builder().schedule(EvictionSchedule.every(SWEEP_EVERY)).build())
        .timeSource(clock)
        // The quick start moves the clock by minutes, and lookups under way must not be reported as
        // slow.
        .watchdogOptions(
            WatchdogOptions.builder()
                .slowCall(Duration.ofDays(1))
                .patience(Duration.ofDays(1))
                .build())
        .listener(tally);
  }

  MovableClock clock() {
    return clock;
  }

  Loopback loopback() {
    return loopback;
  }

  Tally tally() {
    return tally;
  }

  StageTimes times() {
    return times;
  }

  HotSetChart chart() {
    return chart;
  }

  Scale scale() {
    return scale;
  }

  Screen screen() {
    return screen;
  }

  List<Recording> recordings() {
    return recordings;
  }

  Population population() {
    return population;
  }

  ControlPlaneServer controlPlane() {
    return controlPlane;
  }

  @Override
  public void close() {
    controlPlane.close();
  }
}
