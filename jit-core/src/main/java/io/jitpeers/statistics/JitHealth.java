package io.jitpeers.statistics;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The health of an orchestrator at one moment: whether it serves clients, and which problems it
 * has. Immutable and thread-safe.
 *
 * @param state the worst of the states that the problems cause
 * @param problems the problems, in the order of {@link Reason}, at most one for each reason;
 *     unmodifiable, empty if the state is {@link State#UP}
 * @param at when the health was determined, by the orchestrator's wall clock
 */
public record JitHealth(State state, List<Problem> problems, Instant at) {

  /** The overall state. The constants are in order from best to worst. */
  public enum State {
    /** There is no problem. */
    UP,
    /**
     * Only some clients can be served now, or a problem will later prevent clients from being
     * served.
     */
    DEGRADED,
    /** New clients cannot be served. */
    DOWN;

    /** {@return the name that metrics and status pages use, in lower case} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the worse of this state and another state.
     *
     * @param other the other state
     * @return the worse state
     */
    public State orWorse(State other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * The kinds of problems. Later versions may add kinds, so a {@code switch} over these constants
   * needs a default.
   */
  public enum Reason {
    /** The orchestrator was not started yet, is starting, or was closed. */
    NOT_RUNNING(State.DOWN),
    /** The latest attempt to read the device failed. */
    DEVICE_UNREADABLE(State.DOWN),
    /** The lookup that ended last got no answer from the control plane. */
    CONTROL_PLANE_UNREACHABLE(State.DEGRADED),
    /**
     * The latest sweep failed, for example because the device could not be listed or a policy
     * failed. Peers that should be evicted may therefore stay.
     */
    SWEEPS_FAILING(State.DEGRADED),
    /** In the last minute, the kernel dropped packets before a source could read them. */
    LOSING_PACKETS(State.DEGRADED),
    /**
     * The gateway does not trust the control plane's answers, because too many of them call for the
     * eviction of a resident peer.
     */
    BRAKE_ENGAGED(State.DEGRADED),
    /** The journal of installed peers cannot be written to the state directory. */
    JOURNAL_FAILING(State.DEGRADED),
    /**
     * The orchestrator called a component, such as a listener, a source, the store or a policy, and
     * the call has not returned within {@code watchdog.patience}.
     */
    CALLS_HANGING(State.DEGRADED),
    /** A stage of the orchestrator makes no progress. */
    STAGES_HANGING(State.DEGRADED),
    /**
     * The contents of the replay memory cannot be written to its store, or changed contents have
     * waited for 10 s to be written.
     */
    REPLAY_STORE_BEHIND(State.DEGRADED),
    /**
     * The database server that the gateways of the {@linkplain io.jitpeers.spi.Fleet fleet} share
     * does not answer.
     */
    FLEET_UNREACHABLE(State.DEGRADED);

    private final State state;

    Reason(State state) {
      this.state = state;
    }

    /** {@return the state that a problem of this kind causes: DEGRADED or DOWN} */
    public State state() {
      return state;
    }

    /** {@return the name that metrics and status pages use, in lower case with underscores} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A problem. Immutable.
   *
   * @param reason the kind of problem, for programs
   * @param sentence a description of the problem, for people; no secrets
   */
  public record Problem(Reason reason, String sentence) {
    /**
     * Creates a problem.
     *
     * @param reason as in the record; not null
     * @param sentence as in the record; not null
     */
    public Problem {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(sentence, "sentence");
    }
  }

  /**
   * Creates an instance with the given state and a copy of the list of problems. {@link #of}
   * derives the state from the problems instead.
   *
   * @param state as in the record; not null
   * @param problems as in the record; not null
   * @param at as in the record; not null
   * @throws IllegalArgumentException if the state is not the worst of the states that the problems
   *     cause
   */
  public JitHealth {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(at, "at");
    problems = List.copyOf(problems);
    State worst = worst(problems);
    if (state != worst) {
      throw new IllegalArgumentException(
          "the state is "
              + state
              + ", but "
              + (problems.isEmpty() ? "without a problem it is " : "the worst problem makes it ")
              + worst);
    }
  }

  /**
   * Returns the health that results from the given problems. Its state is the worst of the states
   * that the problems cause, or UP if there are no problems.
   *
   * @param problems the problems
   * @param at when the problems were found
   * @return the health
   */
  public static JitHealth of(List<Problem> problems, Instant at) {
    return new JitHealth(worst(problems), problems, at);
  }

  private static State worst(List<Problem> problems) {
    State worst = State.UP;
    for (Problem problem : problems) {
      worst = worst.orWorse(problem.reason().state());
    }
    return worst;
  }

  /**
   * Returns whether there is a problem of the given kind.
   *
   * @param reason the kind of problem
   * @return true if there is a problem of this kind
   */
  public boolean has(Reason reason) {
    Objects.requireNonNull(reason, "reason");
    return problems.stream().anyMatch(problem -> problem.reason() == reason);
  }
}
