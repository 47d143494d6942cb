package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
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
 * Lets an initiation pass that is no replay. One whose client's clock fell back may wait here for
 * the control plane to say what is to be done. Thread-safe; nothing blocks.
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

  /** Who takes what passes. */
  interface Passed {
    /**
     * An initiation is no replay.
     *
     * @param resumed whether it counts although an older one has a newer timestamp
     */
    void passed(Demand.Initiation initiation, InitiationResult.Opened opened, boolean resumed);
  }

  /** Who takes what does not. */
  interface Refused {
    /** An initiation of a key ended. */
    void refused(Demand.Initiation initiation, PublicKey key, Outcome outcome);
  }

  /**
   * Creates a gate.
   *
   * @param known whether the control plane once knew a key
   * @param passed is given each initiation that passes
   * @param refused is given each other, once
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

  /** Takes the initiation of a client that proved its key. */
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
      // A peer that is there would not answer: it remembers the newer timestamp.
      later(
          initiation,
          opened,
          resets.takeOff(key),
          wasThere -> passed.passed(initiation, opened, true));
    } else if (verdict != null && verdict.accepted()) {
      passed.passed(initiation, opened, false);
    } else if (hotSet.isForeign(key)) {
      // Somebody else's peer may have been removed and added again, with a data plane that has
      // forgotten its timestamps: that one judges by itself.
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

  /** Does what follows from an answer, which is null if it failed; closing waits for it. */
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
   * Waits until no initiation waits to be judged, or the time is up.
   *
   * @return the nanoseconds that are left; 0 for none
   */
  long awaitNone(long nanos) throws InterruptedException {
    return undecided.awaitNone(nanos);
  }

  /** Lets an initiation in whose key's timestamps start anew because of it, if it still can. */
  private void again(
      Demand.Initiation initiation, InitiationResult.Opened opened, boolean startsAnew) {
    if (!startsAnew) {
      refused.refused(initiation, opened.initiator(), Outcome.REPLAYED);
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
      passed.passed(initiation, opened, true);
    } else {
      refused.refused(initiation, opened.initiator(), Outcome.REPLAYED);
    }
  }

  /** On an answer's thread nobody else would hear of a failure, and the packet would be lost. */
  private void guarded(
      Demand.Initiation initiation, InitiationResult.Opened opened, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      failures.record("an initiation that was judged could not be taken", e);
      refused.refused(initiation, opened.initiator(), Outcome.INTERNAL_ERROR);
    }
  }
}
