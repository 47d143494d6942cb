package io.jitpeers.internal.provisioning;

import io.jitpeers.event.Outcome;
import io.jitpeers.internal.common.Demand;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.wireguard.InitiationResult;
import io.jitpeers.wireguard.PublicKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Lets an initiation pass that is no replay. One whose client's clock fell back may wait here for
 * the control plane to say what is to be done. Thread-safe; nothing blocks.
 */
final class ReplayGate {
  private final ReplayChecks replays;
  private final TimestampResets resets;
  private final ClocksBehind clocksBehind;
  private final HotSet hotSet;
  private final PendingPeers pendingPeers;
  private final Predicate<PublicKey> known;
  private final Passed passed;
  private final BiConsumer<Demand.Initiation, Outcome> refused;

  /** Who takes what passes. */
  interface Passed {
    /**
     * An initiation is no replay.
     *
     * @param resumed whether it counts although an older one has a newer timestamp
     */
    void passed(Demand.Initiation initiation, InitiationResult.Opened opened, boolean resumed);
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
      BiConsumer<Demand.Initiation, Outcome> refused) {
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
      var unused =
          answer.whenComplete(
              (verdict, failure) -> {
                pendingPeers.endCheck(isKnown);
                judged(initiation, opened, answer);
              });
    } else {
      answer.cancel(false);
      refused.accept(initiation, Outcome.PENDING_FULL);
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
      var unused =
          resets
              .takeOff(key)
              .whenComplete((wasThere, failure) -> passed.passed(initiation, opened, true));
    } else if (verdict != null && verdict.accepted()) {
      passed.passed(initiation, opened, false);
    } else if (hotSet.isForeign(key)) {
      // Somebody else's peer may have been removed and added again, with a data plane that has
      // forgotten its timestamps: that one judges by itself.
      hotSet.initiationSeen(key);
      refused.accept(initiation, Outcome.ALREADY_RESIDENT);
    } else if (verdict instanceof ReplayVerdict.Behind behind) {
      var unused =
          clocksBehind
              .refused(key, opened.timestamp(), behind)
              .thenAccept(startsAnew -> again(initiation, opened, startsAnew));
    } else {
      refused.accept(initiation, verdict == null ? Outcome.REPLAY_UNKNOWN : Outcome.REPLAYED);
    }
  }

  /** Lets an initiation in whose key's timestamps start anew because of it, if it still can. */
  private void again(
      Demand.Initiation initiation, InitiationResult.Opened opened, boolean startsAnew) {
    if (!startsAnew) {
      refused.accept(initiation, Outcome.REPLAYED);
      return;
    }
    var unused =
        replays
            .check(opened)
            .whenComplete(
                (verdict, failure) -> {
                  if (verdict != null && verdict.accepted()) {
                    passed.passed(initiation, opened, true);
                  } else {
                    refused.accept(initiation, Outcome.REPLAYED);
                  }
                });
  }
}
