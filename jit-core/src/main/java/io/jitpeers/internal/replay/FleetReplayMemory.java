package io.jitpeers.internal.replay;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jitpeers.internal.common.StatisticsSnapshot.FleetCounts;
import io.jitpeers.options.FleetOptions;
import io.jitpeers.options.UnreachableFleet;
import io.jitpeers.source.support.FailureLog;
import io.jitpeers.spi.Fleet;
import io.jitpeers.spi.ReplayMark;
import io.jitpeers.spi.ReplayMemory;
import io.jitpeers.spi.ReplayVerdict;
import io.jitpeers.spi.SharedReplayMarks;
import io.jitpeers.spi.SharedReplayMarks.Advance;
import io.jitpeers.spi.SharedReplayMarks.Answer;
import io.jitpeers.spi.SharedReplayMarks.EpochResult;
import io.jitpeers.time.Scheduler;
import io.jitpeers.time.TimeSource;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A replay memory that also asks the fleet's engine, which all gateways of the fleet share. So an
 * initiation that one gateway has accepted is refused as a replay at every other gateway. The local
 * memory judges an initiation first. If the local memory accepts the initiation and the peer is not
 * resident here, the fleet judges the initiation too. If the peer is resident here, the timestamp
 * is sent to the fleet, but the fleet's answer is not awaited. Thread-safe.
 *
 * <p>Suppose that a client's clock falls back, and that the client then roams to a gateway that has
 * never seen the client. The local memory there accepts and records the client's first initiation,
 * but the fleet refuses the initiation as too old. The gateway may then ask the control plane
 * whether to accept the older timestamps. If the control plane's answer resets the client's
 * timestamps, the initiation is judged again. But even after a reset, the local memory refuses the
 * initiations that it remembers having accepted, and this initiation is one of them. So the gateway
 * accepts only the client's second initiation.
 */
public final class FleetReplayMemory implements ReplayMemory {
  private static final Duration EPOCHS_KEPT = Duration.ofMinutes(5);
  private static final int MOST_EPOCHS = 65_536;
  private static final Logger log = LoggerFactory.getLogger(FleetReplayMemory.class);

  private final ReplayMemory local;
  private final Fleet fleet;
  private final SharedReplayMarks shared;
  private final UnreachableFleet unreachable;
  private final Duration maxAhead;
  private final Predicate<PublicKey> resident;
  private final BoundedAnswers bounded;
  private final MarkCatchUp catchUp;
  private final FailureLog failures;
  // The epochs that the fleet has recorded, for keys about which this gateway recently asked the
  // fleet. NO_EPOCH means that the fleet has recorded no epoch.
  private final Cache<PublicKey, Long> epochs;
  private final LongAdder asked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unanswered = new LongAdder();

  /**
   * Creates a memory.
   *
   * @param local the memory of this gateway; closed by this memory
   * @param fleet the fleet; started and closed by this memory
   * @param shared the fleet's replay marks, which are the newest accepted timestamps of keys
   * @param options what happens if the fleet does not answer
   * @param maxAhead how far a timestamp may be ahead of this gateway's clock
   * @param resident whether a key's peer is on the device
   * @param time the clocks
   * @param scheduler limits the waits for the fleet's answers; not closed by this memory
   */
  public FleetReplayMemory(
      ReplayMemory local,
      Fleet fleet,
      SharedReplayMarks shared,
      FleetOptions options,
      Duration maxAhead,
      Predicate<PublicKey> resident,
      TimeSource time,
      Scheduler scheduler) {
    this.local = local;
    this.fleet = fleet;
    this.shared = shared;
    this.unreachable = options.replayUnreachable();
    this.maxAhead = maxAhead;
    this.resident = resident;
    this.bounded = new BoundedAnswers(options.replayWait(), time, scheduler);
    this.catchUp = new MarkCatchUp(shared, scheduler, time);
    this.failures = new FailureLog(log, time);
    this.epochs =
        Caffeine.newBuilder()
            .maximumSize(MOST_EPOCHS)
            .expireAfterWrite(EPOCHS_KEPT)
            .ticker(time::nanoTime)
            .executor(Runnable::run)
            .build();
  }

  /** Connects to the fleet. Called once, before any other use. */
  public void start() {
    fleet.start();
  }

  /** Returns the memory of this gateway. */
  public ReplayMemory local() {
    return local;
  }

  @Override
  public CompletionStage<Boolean> advance(PublicKey key, Tai64n timestamp) {
    return judge(key, timestamp).thenApply(ReplayVerdict::accepted);
  }

  @Override
  public CompletionStage<ReplayVerdict> judge(PublicKey key, Tai64n timestamp) {
    CompletableFuture<ReplayVerdict> own = local.judge(key, timestamp).toCompletableFuture();
    if (own.isDone() && !own.isCompletedExceptionally()) {
      return own.join().accepted() ? share(key, timestamp, own) : own;
    }
    return own.thenCompose(verdict -> verdict.accepted() ? share(key, timestamp, own) : own);
  }

  /** Sends a timestamp to the fleet after the local memory has accepted it. */
  private CompletionStage<ReplayVerdict> share(
      PublicKey key, Tai64n timestamp, CompletableFuture<ReplayVerdict> own) {
    Advance advance = new Advance(key, timestamp, local.isProtected(key), maxAhead);
    if (resident.test(key)) {
      catchUp.advance(advance);
      return own;
    }
    if (unreachable == UnreachableFleet.LOCAL && !bounded.mayAsk()) {
      unanswered.increment();
      catchUp.advanceLater(advance);
      return own;
    }
    asked.increment();
    return bounded
        .ask(() -> shared.advance(advance))
        .handle(
            (answer, failure) ->
                failure == null
                    ? judged(advance, answer, own.join())
                    : alone(advance, failure, own.join()));
  }

  private ReplayVerdict judged(Advance advance, Answer answer, ReplayVerdict own) {
    PublicKey key = advance.key();
    epochs.put(key, answer.epoch());
    if (answer.accepted()) {
      return own;
    }
    refused.increment();
    return NewestTimestamps.isLate(advance.timestamp(), answer.newest())
        ? ReplayVerdict.REPLAYED
        : new ReplayVerdict.Behind(answer.newest(), answer.known());
  }

  /** Judges without the fleet, which has not answered. */
  private ReplayVerdict alone(Advance advance, Throwable failure, ReplayVerdict own) {
    unanswered.increment();
    catchUp.advanceLater(advance);
    if (unreachable == UnreachableFleet.REFUSE) {
      throw new CompletionException(failure);
    }
    failures.warn(
        "the fleet's engine does not say whether an initiation of {} is a replay; only this"
            + " gateway's own memory was asked",
        advance.key(),
        failure);
    return own;
  }

  @Override
  public void protect(PublicKey key) {
    if (!local.isProtected(key)) {
      catchUp.protect(key);
    }
    local.protect(key);
  }

  @Override
  public boolean isProtected(PublicKey key) {
    return local.isProtected(key);
  }

  /**
   * Returns the newest timestamp that this gateway knows. The fleet's engine may know a newer one,
   * but is not asked.
   */
  @Override
  public Optional<Tai64n> newest(PublicKey key) {
    return local.newest(key);
  }

  @Override
  public CompletionStage<Boolean> epoch(PublicKey key, long epoch) {
    return local.epoch(key, epoch).thenCompose(reset -> share(key, epoch, reset));
  }

  /**
   * Passes an epoch to the fleet. An epoch is a number that the control plane increases to reset a
   * key's timestamps. If the fleet has already recorded the epoch, or if the epoch is 0 and it is
   * unknown what the fleet has recorded, passes the epoch only if {@code reset} is true.
   *
   * @param reset whether the epoch has reset the key's timestamps in the local memory
   * @return a stage that completes with whether the local memory has reset the key's timestamps
   */
  private CompletionStage<Boolean> share(PublicKey key, long epoch, boolean reset) {
    Long recorded = epochs.getIfPresent(key);
    boolean isRecorded = recorded == null ? epoch == 0 : recorded >= epoch;
    if (isRecorded && !reset) {
      return CompletableFuture.completedFuture(false);
    }
    if (catchUp.isWaiting(key)) {
      catchUp.epochLater(key, epoch, reset);
      return CompletableFuture.completedFuture(reset);
    }
    if (!reset && recorded != null && recorded == ReplayMark.NO_EPOCH) {
      // The fleet's first epoch of a key resets nothing, so the fleet's answer is not awaited.
      epochs.put(key, epoch);
      catchUp.epoch(key, epoch);
      return CompletableFuture.completedFuture(false);
    }
    return bounded
        .ask(() -> shared.epoch(key, epoch, reset))
        .thenCompose(result -> recorded(key, epoch, reset, result))
        .exceptionally(
            failure -> {
              catchUp.epochLater(key, epoch, reset);
              failures.warn("the fleet's engine has not recorded the epoch of {}", key, failure);
              return reset;
            });
  }

  private CompletionStage<Boolean> recorded(
      PublicKey key, long epoch, boolean reset, EpochResult result) {
    if (result != EpochResult.NO_MARK) {
      epochs.put(key, epoch);
    }
    return reset || result != EpochResult.RESET
        ? CompletableFuture.completedFuture(reset)
        : local.forget(key).thenApply(known -> true);
  }

  /**
   * Resets a key's timestamps in the fleet and in this gateway. Fails if the fleet's engine does
   * not answer.
   */
  @Override
  public CompletionStage<Boolean> forget(PublicKey key) {
    // The waiting changes are older than the reset. Sent after it, they would undo it, so they are
    // sent first.
    return catchUp
        .flush(key)
        .thenCompose(told -> shared.forget(key))
        .thenCompose(known -> local.forget(key).thenApply(here -> known || here));
  }

  @Override
  public long size() {
    return local.size();
  }

  @Override
  public long forgotten() {
    return local.forgotten();
  }

  /**
   * Schedules an attempt to send the fleet the changes of replay marks that this gateway has not
   * been able to send. Does nothing if no change waits, or if an attempt is already scheduled.
   * Called regularly, because scheduling an attempt may have failed before.
   */
  public void nudge() {
    catchUp.schedule();
  }

  /** {@return the numbers of questions to the fleet, and whether the fleet can be reached} */
  public FleetCounts statistics() {
    return new FleetCounts(
        true,
        fleet.isReachable(),
        asked.sum(),
        refused.sum(),
        unanswered.sum(),
        catchUp.waiting(),
        catchUp.dropped(),
        0,
        0,
        0);
  }

  @Override
  public void close() {
    catchUp.close();
    try {
      fleet.close();
    } finally {
      local.close();
    }
  }
}
