package io.jitpeers.examples.gateway.status;

import io.jitpeers.statistics.DeviceStatus;
import io.jitpeers.statistics.JitStatistics;
import java.util.ArrayList;
import java.util.List;

/**
 * How an interface is. Immutable.
 *
 * @param state in one word
 * @param running whether its orchestrator takes packets
 * @param deviceReadable whether the device could be read when that was tried last
 * @param controlPlaneReachable whether the latest lookup that ended was answered
 * @param sweepsFailing whether the latest sweep could not be done
 * @param losingPackets whether the kernel dropped packets before a source could take them, in the
 *     last minute
 * @param brakeEngaged whether the control plane is not believed that so many peers are unwanted
 * @param hanging whether a call of a listener, a source or the store has not returned for too long,
 *     or a stage of the orchestrator does not go on
 * @param problems what is wrong, a sentence each
 */
record Health(
    State state,
    boolean running,
    boolean deviceReadable,
    boolean controlPlaneReachable,
    boolean sweepsFailing,
    boolean losingPackets,
    boolean brakeEngaged,
    boolean hanging,
    List<String> problems) {

  /** From good to bad. */
  enum State {
    /** All is well. */
    UP,
    /** Clients are served, but not all of them, or not for ever. */
    DEGRADED,
    /** New clients cannot be served. */
    DOWN;

    State orWorse(State other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Looks at counters; asks nobody. */
  static Health of(InterfaceRecorder recorder, JitStatistics statistics) {
    boolean running = recorder.orchestrator().isRunning();
    boolean readable = recorder.orchestrator().device().map(DeviceStatus::readable).orElse(false);
    boolean reachable = statistics.lookups().reachable();
    boolean sweepsFail = statistics.sweeps().failing();
    Totals before = recorder.aMinuteAgo();
    long lost =
        before == null
            ? 0
            : recorder.totals(statistics).droppedByKernel() - before.droppedByKernel();
    List<String> problems = new ArrayList<>();
    if (!running) {
      problems.add("The orchestrator does not run: it was not started yet, or closed.");
    } else if (!readable) {
      problems.add("The WireGuard interface cannot be read; the log says why.");
    }
    State state = problems.isEmpty() ? State.UP : State.DOWN;
    if (!reachable) {
      problems.add("The control plane does not answer: new peers get in only from memory.");
    }
    if (sweepsFail) {
      problems.add("The latest sweep failed, so nothing is evicted; the log says why.");
    }
    if (lost > 0) {
      problems.add("The kernel dropped " + lost + " packets in the last minute, unseen.");
    }
    JitStatistics.Revalidations revalidations = statistics.revalidations();
    if (revalidations.brakeEngaged()) {
      problems.add(
          "The control plane no longer wants many resident peers at once: "
              + revalidations.heldNow()
              + " are held until it says so again.");
    }
    if (!statistics.journal().healthy()) {
      problems.add("What is installed cannot be written to the state directory; the log says why.");
    }
    int hanging = statistics.waits().hanging();
    if (hanging > 0) {
      problems.add(hanging + " calls have not returned for too long; the log has their stacks.");
    }
    int stages = statistics.waits().hangingStages();
    if (stages > 0) {
      problems.add(stages + " stages of the gateway do not go on; the log has their stacks.");
    }
    JitStatistics.ReplayStore replayStore = statistics.replayStore();
    if (!replayStore.healthy()) {
      problems.add(
          "What the replay memory remembers cannot be written: "
              + replayStore.behind()
              + " marks are behind; the log says why.");
    }
    if (!problems.isEmpty()) {
      state = state.orWorse(State.DEGRADED);
    }
    return new Health(
        state,
        running,
        readable,
        reachable,
        sweepsFail,
        lost > 0,
        revalidations.brakeEngaged(),
        hanging > 0 || stages > 0,
        List.copyOf(problems));
  }
}
