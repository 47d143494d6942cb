package io.jitpeers.internal;

import io.jitpeers.internal.device.CurrentDevice;
import io.jitpeers.spi.SourceStatistics;
import io.jitpeers.statistics.ControlPlaneState;
import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitHealth;
import io.jitpeers.statistics.JitHealth.Reason;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Derives the orchestrator's health from its counters. Remembers for a minute how many packets the
 * kernel dropped. Does not call the control plane or the store. Thread-safe.
 */
final class HealthWatch {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);

  private final Lifecycle lifecycle;
  private final CurrentDevice device;
  private final PipelineStatistics statistics;
  private final TimeSource time;
  // Guarded by the lock of this deque.
  private final Deque<Sample> samples = new ArrayDeque<>();

  /** The number of packets that the kernel had dropped up to a point in time. */
  private record Sample(long nanos, long lost) {}

  HealthWatch(
      Lifecycle lifecycle, CurrentDevice device, PipelineStatistics statistics, TimeSource time) {
    this.lifecycle = lifecycle;
    this.device = device;
    this.statistics = statistics;
    this.time = time;
  }

  /** Records how many packets the kernel has dropped so far. Called every few seconds. */
  void sample() {
    lostInWindow(statistics.sources().droppedByKernel());
  }

  private static long lost(Iterable<SourceStatistics> sources) {
    long lost = 0;
    for (SourceStatistics source : sources) {
      lost += source.droppedByKernel();
    }
    return lost;
  }

  /**
   * Returns how many packets the kernel dropped since the newest sample that is older than a
   * minute. If there is no such sample, counts since the first sample. Adds a sample if one is due.
   * If samples are rare, the result covers more than a minute, but misses no dropped packet.
   */
  private long lostInWindow(long lost) {
    long now = time.nanoTime();
    synchronized (samples) {
      Sample newest = samples.peekLast();
      if (newest == null || now - newest.nanos() >= SAMPLE_EVERY.toNanos()) {
        samples.add(new Sample(now, lost));
      }
      Sample baseline = samples.remove();
      while (!samples.isEmpty() && now - samples.element().nanos() > WINDOW.toNanos()) {
        baseline = samples.remove();
      }
      samples.addFirst(baseline);
      return lost - baseline.lost();
    }
  }

  /** Returns the health as of now. */
  JitHealth read() {
    JitStatistics now = statistics.read();
    List<JitHealth.Problem> problems = new ArrayList<>();
    addLife(problems);
    addPeers(problems, now);
    addWaits(problems, now);
    return JitHealth.of(problems, now.at());
  }

  private static void add(List<JitHealth.Problem> problems, Reason reason, String sentence) {
    problems.add(new JitHealth.Problem(reason, sentence));
  }

  private void addLife(List<JitHealth.Problem> problems) {
    boolean readable = device.status().map(DeviceStatus::readable).orElse(false);
    if (!lifecycle.isStarted()) {
      add(problems, Reason.NOT_RUNNING, lifecycle.whyNotRunning());
    } else if (!readable) {
      add(
          problems,
          Reason.DEVICE_UNREADABLE,
          "The WireGuard interface cannot be read; the log says why.");
    }
  }

  private void addPeers(List<JitHealth.Problem> problems, JitStatistics now) {
    if (now.lookups().controlPlane() == ControlPlaneState.UNREACHABLE) {
      add(
          problems,
          Reason.CONTROL_PLANE_UNREACHABLE,
          "The control plane does not answer: new peers need a cached config.");
    }
    if (now.sweeps().failing()) {
      add(
          problems,
          Reason.SWEEPS_FAILING,
          "The latest sweep failed, so no peer is evicted; the log says why.");
    }
    long lost = lostInWindow(lost(now.sources().values()));
    if (lost > 0) {
      add(
          problems,
          Reason.LOSING_PACKETS,
          "The kernel dropped " + lost + " packets in the last minute before they were read.");
    }
    if (now.revalidations().brakeEngaged()) {
      add(
          problems,
          Reason.BRAKE_ENGAGED,
          "The control plane's answers call for many evictions at once; the brake keeps "
              + now.revalidations().heldNow()
              + " peers until their answers are the same after revalidation.brake-hold, or until an"
              + " operator releases the brake.");
    }
  }

  private static void addWaits(List<JitHealth.Problem> problems, JitStatistics now) {
    if (!now.journal().healthy()) {
      add(
          problems,
          Reason.JOURNAL_FAILING,
          "Installed peers cannot be recorded in the state directory; the log says why.");
    }
    int calls = now.waits().hanging();
    if (calls > 0) {
      add(
          problems,
          Reason.CALLS_HANGING,
          calls + " calls have not returned for too long; the log has their stacks.");
    }
    int stages = now.waits().hangingStages();
    if (stages > 0) {
      add(
          problems,
          Reason.STAGES_HANGING,
          "Stages of the gateway that make no progress: " + stages + "; the log has their stacks.");
    }
    if (!now.fleet().reachable()) {
      add(
          problems,
          Reason.FLEET_UNREACHABLE,
          "The fleet's engine does not answer; "
              + now.fleet().waiting()
              + " timestamps wait for it. The log says why.");
    }
    JitStatistics.ReplayStore store = now.replayStore();
    if (!store.healthy()) {
      add(
          problems,
          Reason.REPLAY_STORE_BEHIND,
          "The replay store is behind: "
              + store.behind()
              + " timestamps are not written yet; the log says why.");
    }
  }
}
