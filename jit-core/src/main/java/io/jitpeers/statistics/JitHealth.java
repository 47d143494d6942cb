package io.jitpeers.statistics;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The health of an orchestrator at one moment: whether it serves clients, and what is wrong.
 * Immutable and thread-safe.
 *
 * @param state the worst state of the problems
 * @param problems what is wrong, in the order of {@link Reason}, at most one for each reason;
 *     unmodifiable, empty if the state is {@link State#UP}
 * @param at when it was found, by the orchestrator's wall clock
 */
public record JitHealth(State state, List<Problem> problems, Instant at) {

  /** From good to bad. */
  public enum State {
    /** All is well. */
    UP,
    /** Clients are served, but not all of them, or not for ever. */
    DEGRADED,
    /** New clients cannot be served. */
    DOWN;

    /** {@return the name that metrics and status pages use, in lower case} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the worse of two states.
     *
     * @param other compared with this one
     * @return one of the two
     */
    public State orWorse(State other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * The kinds of problems. Later versions may add kinds, so a {@code switch} over them needs a
   * default.
   */
  public enum Reason {
    /** The orchestrator was not started yet, is starting, or was closed. */
    NOT_RUNNING(State.DOWN),
    /** The latest attempt to read the device failed. */
    DEVICE_UNREADABLE(State.DOWN),
    /** The latest lookup that ended was not answered. */
    CONTROL_PLANE_UNREACHABLE(State.DEGRADED),
    /** The latest sweep failed, so no peer is evicted. */
    SWEEPS_FAILING(State.DEGRADED),
    /** The kernel dropped packets in the last minute before a source could take them. */
    LOSING_PACKETS(State.DEGRADED),
    /** The control plane no longer wants so many peers at once that its answers are not trusted. */
    BRAKE_ENGAGED(State.DEGRADED),
    /** What is installed cannot be written to the state directory. */
    JOURNAL_FAILING(State.DEGRADED),
    /** A call of a listener, a source, the store or a policy has not returned for too long. */
    CALLS_HANGING(State.DEGRADED),
    /** A stage of the orchestrator makes no progress. */
    STAGES_HANGING(State.DEGRADED),
    /** The replay memory cannot be written to its store, or was not written for a minute. */
    REPLAY_STORE_BEHIND(State.DEGRADED);

    private final State state;

    Reason(State state) {
      this.state = state;
    }

    /** {@return how bad it is: DEGRADED or DOWN} */
    public State state() {
      return state;
    }

    /** {@return the name that metrics and status pages use, in lower case with underscores} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that is wrong. Immutable.
   *
   * @param reason what it is, for programs
   * @param sentence what it is, for people; no secrets
   */
  public record Problem(Reason reason, String sentence) {
    /**
     * Checks that nothing is null.
     *
     * @param reason as in the record
     * @param sentence as in the record
     */
    public Problem {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(sentence, "sentence");
    }
  }

  /**
   * Checks that nothing is null and that the state is that of the worst problem, and copies the
   * list. {@link #of} derives the state instead.
   *
   * @param state as in the record
   * @param problems as in the record
   * @param at as in the record
   * @throws IllegalArgumentException if the state is not the worst state of the problems
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
   * Returns the health that follows from problems: as bad as the worst of them, UP without any.
   *
   * @param problems what is wrong
   * @param at when it was found
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
   * Returns whether something is wrong.
   *
   * @param reason what
   * @return true if it is among the problems
   */
  public boolean has(Reason reason) {
    Objects.requireNonNull(reason, "reason");
    return problems.stream().anyMatch(problem -> problem.reason() == reason);
  }
}
