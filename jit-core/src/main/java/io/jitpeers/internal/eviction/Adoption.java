package io.jitpeers.internal.eviction;

import io.jitpeers.internal.common.Causes;
import io.jitpeers.internal.hotset.HotSet;
import io.jitpeers.options.EvictionOptions;
import io.jitpeers.options.FoundPeers;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane about foreign peers. A peer is foreign if it was found on the device and
 * this gateway is not known to have installed it. The gateway asks about a peer only when the
 * peer's grace period is over. After a sweep, a round of such questions begins. The gateway sends
 * them one at a time, at a limited rate with jitter. The answer decides what happens to the peer:
 *
 * <ul>
 *   <li>If the control plane returns a config that satisfies the gateway's rules, the peer is
 *       adopted: this gateway manages the peer from then on.
 *   <li>If the config breaks a rule, or the answer is invalid, the gateway asks about the peer
 *       again later.
 *   <li>If the control plane does not know the peer, the gateway also asks again later. With {@link
 *       FoundPeers#REMOVE_UNKNOWN}, it instead passes the peer to {@link FoundPeersFate#unknown},
 *       which removes the peer if two further lookups confirm that it is unknown.
 *   <li>If the control plane does not answer, the round ends, and the next sweep begins another
 *       round.
 * </ul>
 *
 * <p>"Later" means after at least 10 minutes. This interval doubles each time, up to a day.
 * Thread-safe.
 */
final class Adoption {
  private static final Logger log = LoggerFactory.getLogger(Adoption.class);
  private static final Duration FIRST_RETRY = Duration.ofMinutes(10);
  private static final Duration LAST_RETRY = Duration.ofDays(1);

  private record Refusal(long retryAt, Duration pause) {}

  private final HotSet hotSet;
  private final EvictionOptions options;
  private final Function<PublicKey, CompletableFuture<PeerLookup>> lookups;
  private final FoundPeersFate fate;
  private final TimeSource time;
  private final Scheduler scheduler;
  private final Executor executor;
  private final AdoptionPace pace;
  private final Map<PublicKey, Refusal> refusals = new HashMap<>();
  private final Queue<PublicKey> round = new ArrayDeque<>();
  private boolean running;
  private boolean closed;
  private Scheduler.@Nullable Cancellable wakeUp;
  private @Nullable CompletableFuture<PeerLookup> question;
  private long adopted;
  private long failedLookups;
  private final FailureLog failures;

  Adoption(CronDependencies parts) {
    this.hotSet = parts.hotSet();
    this.options = parts.options();
    this.lookups = parts.adoptionLookups();
    this.fate = parts.fate();
    this.time = parts.time();
    this.scheduler = parts.scheduler();
    this.executor = parts.executor();
    this.failures = new FailureLog(log, time);
    this.pace = new AdoptionPace(options.adoptionRate(), parts.random());
  }

  synchronized long adopted() {
    return adopted;
  }

  synchronized long failedLookups() {
    return failedLookups;
  }

  /**
   * Takes over the peers that count as foreign but that this gateway installed before a restart.
   * Then begins a round of questions to the control plane, unless a round is in progress or the
   * options exclude such questions. Does not wait for answers.
   */
  void begin() {
    boolean asks = options.foundPeers() != FoundPeers.OURS_ONLY && isIdle();
    List<Candidate> found = new ArrayList<>();
    hotSet.visitForeign(
        peer -> {
          if (!fate.recognize(peer.key())
              && asks
              && peer.installedNanos() >= options.adoptionGrace().toNanos()) {
            found.add(new Candidate(peer.key(), peer.installedNanos()));
          }
        });
    if (!asks) {
      return;
    }
    synchronized (this) {
      if (!isIdle()) {
        return;
      }
      refusals.keySet().removeIf(key -> !hotSet.isForeign(key));
      found.stream()
          .filter(peer -> isDue(peer.key()))
          .sorted(Comparator.comparingLong(Candidate::age).reversed())
          .forEach(peer -> round.add(peer.key()));
      pace.beginRound(time.nanoTime());
      armNext();
    }
  }

  /** A peer to ask about, and how many nanoseconds ago the gateway first saw it. */
  private record Candidate(PublicKey key, long age) {}

  private synchronized boolean isIdle() {
    return !running && !closed;
  }

  private boolean isDue(PublicKey key) {
    Refusal refusal = refusals.get(key);
    return refusal == null || time.nanoTime() - refusal.retryAt() >= 0;
  }

  /**
   * Schedules the next question of the round, or ends the round if no question is left. If
   * scheduling fails, the round ends, and the next sweep begins another round. The caller holds the
   * lock.
   */
  private void armNext() {
    running = false;
    wakeUp = null;
    if (!round.isEmpty() && !closed) {
      try {
        wakeUp = scheduler.schedule(this::askOnTheExecutor, pace.untilNext(time.nanoTime()));
        running = true;
      } catch (RuntimeException | Error e) {
        endRound(e);
      }
    }
  }

  private synchronized void endRound(Throwable failure) {
    running = false;
    wakeUp = null;
    round.clear();
    failures.record(
        "the next lookup of a found peer could not begin; the next sweep tries again", failure);
  }

  private void askOnTheExecutor() {
    try {
      executor.execute(this::ask);
    } catch (RuntimeException | Error e) {
      endRound(e);
    }
  }

  private void ask() {
    try {
      askNext();
    } catch (RuntimeException | Error e) {
      endRound(e);
    }
  }

  private void askNext() {
    PublicKey key;
    CompletableFuture<PeerLookup> answer;
    synchronized (this) {
      key = closed ? null : round.poll();
      if (key == null) {
        running = false;
        return;
      }
      pace.asked(time.nanoTime());
    }
    answer = lookups.apply(key);
    boolean late;
    synchronized (this) {
      question = answer;
      late = closed;
    }
    if (late) {
      answer.cancel(true);
    }
    // The callback handles the answer and logs its own failures.
    var unused = answer.whenComplete((lookup, failure) -> answered(key, lookup, failure));
  }

  private void answered(PublicKey key, @Nullable PeerLookup lookup, @Nullable Throwable failure) {
    try {
      if (!isClosed()) {
        settle(key, lookup, failure);
      }
    } catch (RuntimeException | Error e) {
      failures.record("processing the answer about the found peer " + key + " failed", e);
    } finally {
      synchronized (this) {
        question = null;
        armNext();
      }
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** Asks no further questions and cancels the question in progress. Idempotent. */
  void close() {
    CompletableFuture<PeerLookup> open;
    synchronized (this) {
      closed = true;
      running = false;
      round.clear();
      if (wakeUp != null) {
        wakeUp.cancel();
        wakeUp = null;
      }
      open = question;
    }
    if (open != null) {
      open.cancel(true);
    }
  }

  private void settle(PublicKey key, @Nullable PeerLookup answer, @Nullable Throwable failure) {
    if (answer instanceof PeerLookup.Found found) {
      String violation = fate.violation(key, found.config());
      if (violation == null) {
        hotSet.configs().adopted(found.config());
        adopt(key);
        fate.adopted(key, found);
      } else {
        fail(key, new LookupException(LookupException.Reason.REJECTED, violation));
      }
    } else if (failure != null) {
      fail(key, Causes.cause(failure));
    } else if (options.foundPeers() == FoundPeers.REMOVE_UNKNOWN) {
      hotSet.configs().takenOver(key);
      fate.unknown(key);
    } else {
      refuse(key);
    }
  }

  private synchronized void adopt(PublicKey key) {
    refusals.remove(key);
    adopted++;
  }

  private synchronized void refuse(PublicKey key) {
    Refusal before = refusals.get(key);
    Duration pause = before == null ? FIRST_RETRY : before.pause().multipliedBy(2);
    pause = pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause;
    refusals.put(key, new Refusal(time.nanoTime() + pause.toNanos(), pause));
  }

  private void fail(PublicKey key, Throwable failure) {
    log.warn(
        "the lookup of the found peer {} got no usable answer; the peer is not adopted yet",
        key,
        failure);
    boolean answered =
        failure instanceof LookupException lookup
            && lookup.reason() == LookupException.Reason.REJECTED;
    synchronized (this) {
      failedLookups++;
    }
    if (answered) {
      refuse(key);
    } else {
      dropRound();
    }
  }

  private synchronized void dropRound() {
    round.clear();
  }
}
