package io.jitpeers.internal.revalidation;

import io.jitpeers.event.JitEvent;
import io.jitpeers.eviction.Eviction;
import io.jitpeers.eviction.EvictionCause;
import io.jitpeers.internal.common.Callbacks;
import io.jitpeers.internal.hotset.Conflict;
import io.jitpeers.internal.writer.ChangeRequest;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerUpdate;
import io.jitpeers.spi.StoreException;
import io.jitpeers.statistics.JitStatistics;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the control plane's answers about resident peers (peers on the device). A peer is
 * changed, confirmed, evicted, held by the {@link Brake}, or asked about again later. Thread-safe;
 * no method blocks.
 */
final class Rulings {
  private static final Logger log = LoggerFactory.getLogger(Rulings.class);

  private final RevalidationParts parts;
  private final RevalidationCounters counters;
  private final Rounds rounds;
  private final Ages ages;
  private final Object lock = new Object();
  private final Brake brake;
  private final OverduePeers overdue = new OverduePeers();
  private final OverdueExpiry expiry;
  private final Violations violations = new Violations();
  private final FailureLog failures;

  /** Callbacks to {@link Revalidation}, which asks the questions. */
  interface Rounds {
    /** Ends a question, whether or not its answer was applied. */
    void settled(Question question);

    /**
     * Asks about a peer that holds an allowed IP that another peer wants. If a question about the
     * peer is open, the new question waits until that question has ended. The new question has a
     * lower priority than the lookups of known keys for which clients wait.
     */
    CompletableFuture<Boolean> checkHolder(PublicKey key);

    /** Called after a peer was queued for a question to the control plane. */
    void queued();

    /** Asks about a peer soon, ahead of the peers that are due. */
    void hint(PublicKey key);

    /** Returns whether a hint that the peer may have changed came after the question was opened. */
    boolean isHinted(Question question);

    /** Remembers an answer, unless the peer may have changed or left since the question began. */
    void remember(Question question, PeerLookup.Found answer);

    /** Returns whether the answer to a question must no longer be applied. */
    boolean isSuperseded(Question question);
  }

  Rulings(RevalidationParts parts, RevalidationCounters counters, Rounds rounds) {
    this.parts = parts;
    this.failures = new FailureLog(log, parts.time());
    this.counters = counters;
    this.rounds = rounds;
    this.ages = new Ages(parts.options(), parts.random());
    this.expiry = new OverdueExpiry(parts, ages, overdue, lock, rounds::queued);
    this.brake = new Brake(parts.options(), parts.time().nanoTime());
  }

  /** Records that a peer was installed with the config in an answer of the control plane. */
  void installed(PeerConfig config, Duration fresh) {
    PublicKey key = config.publicKey();
    forget(key);
    parts.hotSet().configs().confirmed(config, ages.fresh(fresh));
  }

  /** Applies a config that the control plane gave for a peer. */
  void found(Question question, PeerLookup.Found answer) {
    PublicKey key = question.key;
    PeerConfig config = answer.config();
    if (config.publicKey().equals(key)) {
      parts.known().accept(config);
    }
    String violation = parts.configCheck().violation(key, config);
    if (violation == null) {
      rounds.remember(question, answer);
    } else {
      // Forget the remembered answer, so that a corrected config is seen at once, even if the peer
      // has left by then.
      parts.answers().forget(key);
    }
    if (violation != null) {
      refused(question, violation, List.of());
    } else if (isExpired(config)) {
      stays(key);
      leave(question, EvictionCause.EXPIRED, null);
    } else {
      Recall.ofTheDevice(parts, config);
      if (!parts.writer().change(new Change(question, config, answer.freshness()))) {
        settled(question);
      }
    }
  }

  private boolean isExpired(PeerConfig config) {
    return config.expiresAt().filter(at -> !at.isAfter(parts.time().wallTime())).isPresent();
  }

  /** Applies the confirmed answer that there is no such peer. */
  void vanished(Question question, PeerLookup.NotFound answer) {
    if (admitsRemoval(question)) {
      leave(question, EvictionCause.REVOKED, rounds.isHinted(question) ? null : answer);
    }
  }

  /**
   * Returns whether the brake permits the removal of a peer. If the brake holds the peer, ends this
   * question and schedules another one about the peer.
   */
  private boolean admitsRemoval(Question question) {
    long now = parts.time().nanoTime();
    Brake.Verdict verdict;
    JitEvent.BrakeEngaged engaged;
    synchronized (lock) {
      overdue.remove(question.key);
      verdict = brake.wouldGo(question.key, now);
      engaged = new JitEvent.BrakeEngaged(brake.vanished(now), brake.asked(now));
    }
    if (verdict == Brake.Verdict.GO) {
      return true;
    }
    counters.held.increment();
    if (verdict == Brake.Verdict.HOLD_FIRST) {
      counters.brakes.increment();
      log.error(
          "the answers of the last minute call for the eviction of {} of {} resident peers: the"
              + " control plane does not know them, or their new configs are still refused; none of"
              + " them is evicted unless its answer is the same after {} or an operator releases"
              + " the brake",
          engaged.vanished(),
          engaged.asked(),
          parts.options().brakeHold());
      parts.events().publish(engaged);
    }
    parts.hotSet().configs().askIn(question.key, parts.options().brakeHold());
    settled(question);
    return false;
  }

  /**
   * Removes a peer from the device.
   *
   * @param answer the control plane's answer that the peer does not exist, which is to be
   *     remembered; null if nothing is to be remembered
   */
  private void leave(Question question, EvictionCause cause, PeerLookup.@Nullable NotFound answer) {
    CompletableFuture<Boolean> left =
        parts.departures().leave(new Eviction(question.key, cause), answer);
    if (left == null) {
      askAgain(question);
      return;
    }
    if (cause == EvictionCause.REVOKED) {
      counters.revoked.increment();
    }
    var unused =
        left.whenComplete(
            Callbacks.logged(
                failures,
                "ending a question failed",
                (resident, failure) -> {
                  if (failure != null) {
                    failures.warn("{} could not be removed", question.key, failure);
                    askAgain(question);
                  } else {
                    settled(question);
                  }
                }));
  }

  private void askAgain(Question question) {
    parts.hotSet().configs().askIn(question.key, ages.retry());
    settled(question);
  }

  /** Ends a question whose answer must no longer be applied. */
  void dropped(Question question) {
    settled(question);
  }

  /** Ends a question. Forgets its peer's state if the peer no longer belongs to this gateway. */
  private void settled(Question question) {
    if (!parts.hotSet().configs().isOurs(question.key)) {
      forget(question.key);
    }
    rounds.settled(question);
  }

  /** Keeps a peer after a failed lookup or a failed change, and asks about it again later. */
  void failed(Question question, Throwable failure) {
    counters.failed.increment();
    log.debug(
        "the question about the resident peer {} got no usable answer", question.key, failure);
    synchronized (lock) {
      overdue.add(question.key, question.since);
    }
    parts.hotSet().configs().askIn(question.key, ages.retry());
    expireOverdue();
    settled(question);
  }

  /** Evicts the peers about which the control plane has given no usable answer for too long. */
  void expireOverdue() {
    expiry.expireOverdue();
  }

  /**
   * Handles a config that breaks a rule or wants an allowed IP that another peer holds. The peer
   * keeps its present config for a grace period. If the config is still refused after that, the
   * peer is removed, unless the brake holds the peer.
   *
   * @param holders the peers that hold allowed IPs that the config wants
   */
  private void refused(Question question, String reason, List<PublicKey> holders) {
    long now = parts.time().nanoTime();
    PublicKey key = question.key;
    boolean isNew;
    boolean tell;
    Duration age;
    synchronized (lock) {
      overdue.remove(key);
      isNew = !violations.contains(key);
      tell = violations.add(key, now, !holders.isEmpty());
      age = Duration.ofNanos(violations.nanos(key, now));
    }
    if (tell) {
      counters.refused.increment();
      log.warn("the resident peer {} keeps its config for now: {}", key, reason);
      parts.events().publish(new JitEvent.PeerChangeRefused(key, reason));
    }
    Duration grace = parts.options().grace();
    if (age.compareTo(grace) >= 0) {
      if (admitsRemoval(question)) {
        leave(question, EvictionCause.REVOKED, null);
      }
      return;
    }
    Duration retry = ages.retry();
    Duration left = grace.minus(age);
    parts.hotSet().configs().askIn(key, left.compareTo(retry) < 0 ? left : retry);
    settled(question);
    if (isNew || question.reason == Question.Reason.TURN) {
      // The holder's installed config may be outdated. Without the condition above, two peers that
      // want each other's allowed IPs would cause questions for ever.
      holders.forEach(holder -> askHolder(holder, isNew ? key : null));
    }
  }

  private void askHolder(PublicKey holder, @Nullable PublicKey wanting) {
    var unused =
        rounds
            .checkHolder(holder)
            .thenAccept(
                Callbacks.logged(
                    failures,
                    "the question about a peer that may have given up its address failed",
                    checked -> {
                      if (checked && wanting != null) {
                        rounds.hint(wanting);
                      }
                    }));
  }

  /** A request to the store writer: make the peer on the device match an answer's config. */
  private final class Change implements ChangeRequest {
    private final Question question;
    private final PeerConfig config;
    private final Freshness freshness;

    Change(Question question, PeerConfig config, Freshness freshness) {
      this.question = question;
      this.config = config;
      this.freshness = freshness;
    }

    @Override
    public PublicKey key() {
      return question.key;
    }

    @Override
    public @Nullable PeerConfig prepare() {
      return rounds.isSuperseded(question) ? null : config;
    }

    @Override
    public void changed(PeerUpdate update, List<Conflict> conflicts) {
      if (!update.isEmpty()) {
        parts.journal().installed(config, parts.answers().validator(key()));
        counters.changed.increment();
        parts.changed().accept(config);
        parts.events().publish(new JitEvent.PeerChanged(key(), ChangedParts.of(update)));
      }
      if (conflicts.isEmpty()) {
        confirmed(update.isEmpty());
      } else {
        refused(
            question,
            conflicts.get(0).reason(),
            conflicts.stream().map(Conflict::holder).distinct().toList());
      }
    }

    private void confirmed(boolean unchanged) {
      stays(key());
      Duration fresh = ages.fresh(freshness.maxAge());
      boolean expiresElse = parts.hotSet().configs().confirmed(config, fresh);
      if (unchanged && expiresElse) {
        parts.journal().installed(config, parts.answers().validator(key()));
      } else if (unchanged) {
        parts.journal().confirmed(key(), parts.answers().validator(key()));
      }
      settled(question);
    }

    @Override
    public void absent() {
      // A peer that is being removed stays if its removal fails, so it is asked about again.
      askAgain(question);
    }

    @Override
    public void withdrawn() {
      settled(question);
    }

    @Override
    public void failed(StoreException failure) {
      Rulings.this.failed(question, failure);
    }
  }

  private void stays(PublicKey key) {
    synchronized (lock) {
      overdue.remove(key);
      violations.remove(key);
      brake.stays(key, parts.time().nanoTime());
    }
  }

  /** Forgets a peer that left the device. */
  void forget(PublicKey key) {
    synchronized (lock) {
      overdue.remove(key);
      violations.remove(key);
      brake.forget(key, parts.time().nanoTime());
    }
  }

  /** Releases the brake and starts to evict the peers that it held. Returns their number. */
  int releaseBrake() {
    List<PublicKey> held;
    synchronized (lock) {
      held = brake.release();
    }
    log.warn("an operator released the brake; evicting {} resident peers", held.size());
    for (PublicKey key : held) {
      counters.revoked.increment();
      var unused = parts.departures().leave(new Eviction(key, EvictionCause.REVOKED), null);
    }
    return held.size();
  }

  JitStatistics.Revalidations statistics(int open) {
    long now = parts.time().nanoTime();
    long queued = -parts.hotSet().configs().untilNext();
    synchronized (lock) {
      long unanswered = overdue.longest().isPresent() ? now - overdue.longest().getAsLong() : 0;
      return counters.snapshot(
          open,
          violations.size(),
          brake.isEngaged(now),
          brake.held(),
          Duration.ofNanos(Math.max(0, Math.max(unanswered, queued))));
    }
  }
}
