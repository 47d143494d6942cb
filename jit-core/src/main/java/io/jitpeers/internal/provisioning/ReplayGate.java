package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.explain.Reason;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes initiations on if they are not replays, and refuses the others. If a client's clock fell
 * back, its initiation may wait here until the control plane decides whether to accept it.
 * Thread-safe; no method except {@link #awaitNone} blocks.
 */
final class ReplayGate {
  private static final Logger log = LoggerFactory.getLogger(ReplayGate.class);

  private final ReplayChecks replays;
  private final TimestampResets resets;
  private final ClocksBehind clocksBehind;
  private final HotSet hotSet;
  private final PendingPeers pendingPeers;
  private final Predicate<PublicKey> known;
  private final Passed passed;
  private final Refused refused;
  private final Undecided undecided = new Undecided();
  private final FailureLog failures = new FailureLog(log, TimeSource.system());

  /** Receives initiations that pass. */
  interface Passed {
    /**
     * Receives an initiation that is not a replay. It is marked as {@linkplain
     * Demand.Initiation#accepted accepted}.
     *
     * @param resumed whether the initiation is accepted although an earlier one has a newer
     *     timestamp
     */
    void passed(Demand.Initiation initiation, InitiationResult.Opened opened, boolean resumed);
  }

  /** Receives initiations that are refused. They are not marked as accepted. */
  interface Refused {
    /** Receives a refused initiation, with its outcome and the reason. */
    void refused(Demand.Initiation initiation, PublicKey key, Outcome outcome, String reason);

    /** Receives a refused initiation. The reason for the refusal is {@link Outcome#sentence}. */
    default void refused(Demand.Initiation initiation, PublicKey key, Outcome outcome) {
      refused(initiation, key, outcome, outcome.sentence());
    }
  }

  /**
   * Creates a gate. Each initiation goes either to {@code passed} or to {@code refused}.
   *
   * @param known whether the control plane once knew a key
   * @param passed receives the initiations that pass
   * @param refused receives all other initiations
   */
  ReplayGate(
      ReplayChecks replays,
      TimestampResets resets,
      ClocksBehind clocksBehind,
      HotSet hotSet,
      PendingPeers pendingPeers,
      Predicate<PublicKey> known,
      Passed passed,
      Refused refused) {
    this.replays = replays;
    this.resets = resets;
    this.clocksBehind = clocksBehind;
    this.hotSet = hotSet;
    this.pendingPeers = pendingPeers;
    this.known = known;
    this.passed = passed;
    this.refused = refused;
  }

  /** Judges the initiation of a client that proved possession of its key. */
  void accept(Demand.Initiation initiation, InitiationResult.Opened opened) {
    CompletableFuture<ReplayVerdict> answer = replays.check(opened);
    if (answer.isDone()) {
      judged(initiation, opened, answer);
      return;
    }
    boolean isKnown = known.test(opened.initiator());
    if (pendingPeers.beginCheck(isKnown)) {
      later(
          initiation,
          opened,
          answer.whenComplete((verdict, failure) -> pendingPeers.endCheck(isKnown)),
          verdict -> judged(initiation, opened, answer));
    } else {
      answer.cancel(false);
      refused.refused(initiation, opened.initiator(), Outcome.PENDING_FULL);
    }
  }

  private void judged(
      Demand.Initiation initiation,
      InitiationResult.Opened opened,
      CompletableFuture<ReplayVerdict> answer) {
    PublicKey key = opened.initiator();
    ReplayVerdict verdict = answer.isCompletedExceptionally() ? null : answer.join();
    if (verdict == ReplayVerdict.RESUMED) {
      // A device that has this peer remembers the newer timestamp and would not answer.
      later(
          initiation,
          opened,
          resets.takeOff(key),
          wasThere -> passed.passed(initiation.asAccepted(), opened, true));
    } else if (verdict != null && verdict.accepted()) {
      passed.passed(initiation.asAccepted(), opened, false);
    } else if (hotSet.isForeign(key)) {
      // Another program may have removed and re-added a foreign peer, so that the data plane has
      // forgotten the peer's timestamps. The data plane then judges the initiation itself.
      hotSet.initiationSeen(key);
      refused.refused(initiation, key, Outcome.ALREADY_RESIDENT);
    } else if (verdict instanceof ReplayVerdict.Behind behind) {
      later(
          initiation,
          opened,
          clocksBehind.refused(key, opened.timestamp(), behind),
          startsAnew -> again(initiation, opened, startsAnew != null && startsAnew));
    } else {
      refused.refused(initiation, key, verdict == null ? unknown() : Outcome.REPLAYED);
    }
  }

  private Outcome unknown() {
    return replays.isClosed() ? Outcome.CLOSED : Outcome.REPLAY_UNKNOWN;
  }

  /**
   * Runs a step when an answer arrives. If the answer failed, the step gets null. {@link
   * #awaitNone} also waits for the step.
   */
  private <T> void later(
      Demand.Initiation initiation,
      InitiationResult.Opened opened,
      CompletableFuture<T> answer,
      Consumer<@Nullable T> step) {
    undecided.begin();
    var unused =
        answer.whenComplete(
            (value, failure) -> {
              try {
                guarded(initiation, opened, () -> step.accept(value));
              } finally {
                undecided.end();
              }
            });
  }

  /**
   * Blocks until no initiation is waiting to be judged, or until the given time is up.
   *
   * @return the remaining nanoseconds; 0 if the time is up
   */
  long awaitNone(long nanos) throws InterruptedException {
    return undecided.awaitNone(nanos);
  }

  /**
   * Ends or repeats the judgement of an initiation whose timestamp was too old. If the key's
   * timestamps were reset because of this initiation, judges it again. Otherwise refuses it.
   */
  private void again(
      Demand.Initiation initiation, InitiationResult.Opened opened, boolean startsAnew) {
    if (!startsAnew) {
      refused.refused(initiation, opened.initiator(), Outcome.REPLAYED, Reason.CLOCK_BEHIND);
      return;
    }
    later(
        initiation,
        opened,
        replays.check(opened),
        verdict -> judgedAgain(initiation, opened, verdict));
  }

  private void judgedAgain(
      Demand.Initiation initiation,
      InitiationResult.Opened opened,
      @Nullable ReplayVerdict verdict) {
    if (verdict != null && verdict.accepted()) {
      passed.passed(initiation.asAccepted(), opened, true);
    } else {
      refused.refused(initiation, opened.initiator(), Outcome.REPLAYED);
    }
  }

  /**
   * Runs a step. If the step fails, completes the initiation's packet, because no other code would
   * complete it.
   */
  private void guarded(
      Demand.Initiation initiation, InitiationResult.Opened opened, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.record("a judged initiation could not be processed", e);
      refused.refused(initiation, opened.initiator(), Outcome.INTERNAL_ERROR);
    }
  }
}
